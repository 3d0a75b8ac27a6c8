#include "graft/ops/patches.h"

#include <algorithm>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/cast.h"
#include "graft/parallel.h"
#include "graft/precision.h"
#include "graft/profile.h"
#include "ops/op_check.h"

namespace graft {
namespace {

// How many patches there are, and where their pixels lie.
struct Grid {
  std::int64_t batch;
  std::int64_t channels;
  std::int64_t rows;     // of patches
  std::int64_t columns;  // of patches
  std::int64_t size;     // of a patch

  // Calls visit(pixel, element), on several threads, for the start of each `size` pixels that stay
  // side by side.
  template <typename Visit>
  void runs(const Visit& visit) const {
    const std::int64_t height = rows * size;
    parallel_for(batch * channels * height, 16384 / (columns * size + 1) + 1,
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t line = begin; line < end; ++line) {
                     const std::int64_t y = line % height;
                     const std::int64_t c = line / height % channels;
                     const std::int64_t b = line / height / channels;
                     for (std::int64_t x = 0; x < columns; ++x) {
                       const std::int64_t patch = (b * rows + y / size) * columns + x;
                       visit((line * columns + x) * size,
                             ((patch * channels + c) * size + y % size) * size);
                     }
                   }
                 });
  }
};

}  // namespace

// output[b, patch, (c, y, x)] = pixel;  grad_input = grad_output in its place
Tensor patches(const Tensor& pixel_values, std::int64_t patch_size) {
  const OpScope scope("patches");
  require_float("patches", "pixel_values", pixel_values);
  if (pixel_values.rank() != 4) {
    throw ShapeError("patches: pixel_values " + to_string(pixel_values.shape()) +
                     ", expected [batch, channels, height, width].");
  }
  if (patch_size < 1 || pixel_values.dim(2) % patch_size != 0 ||
      pixel_values.dim(3) % patch_size != 0) {
    throw ShapeError("patches: pixel_values " + to_string(pixel_values.shape()) +
                     " cannot be cut into patches of " + std::to_string(patch_size) +
                     ". Check `image_size` and `patch_size`.");
  }
  if (pixel_values.dtype() == DType::kBFloat16) {
    return cast(patches(cast(pixel_values, DType::kFloat32), patch_size), DType::kBFloat16);
  }
  const Grid grid = {pixel_values.dim(0), pixel_values.dim(1), pixel_values.dim(2) / patch_size,
                     pixel_values.dim(3) / patch_size, patch_size};
  Tensor output({grid.batch, grid.rows * grid.columns, grid.channels * grid.size * grid.size});
  const float* const from = pixel_values.data<float>();
  float* const to = output.data<float>();
  grid.runs([&](std::int64_t pixel, std::int64_t element) {
    std::copy_n(from + pixel, grid.size, to + element);
  });
  Tensor recorded = record_gradient(
      output, {pixel_values},
      [grid, shape = pixel_values.shape()](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_input(shape);
        const float* const grad = grad_output.data<float>();
        float* const pixels = grad_input.data<float>();
        grid.runs([&](std::int64_t pixel, std::int64_t element) {
          std::copy_n(grad + element, grid.size, pixels + pixel);
        });
        grads.add(0, grad_input);
      });
  return cast(recorded, compute_dtype());
}

}  // namespace graft
