#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/conv2d.h"
#include "graft/ops/patches.h"
#include "graft/precision.h"

namespace graft {

namespace {

constexpr std::int64_t kPatchSize = 16;

/// Windows are padded by half their size, so that there is one at each pixel, or at every second.
/// Products with the zeros around an image count as well.
OpCase conv2d_case(DType dtype, const Shape& input, std::int64_t out_channels, std::int64_t kernel,
                   std::int64_t stride) {
  const std::int64_t out_size = (input[2] + stride - 1) / stride;
  const Shape weight = {out_channels, input[1], kernel, kernel};
  OpCase result = product_case("conv2d", text_of(input) + " by " + text_of(weight), dtype,
                               2.0 * static_cast<double>(element_count(weight)) *
                                   static_cast<double>(input[0] * out_size * out_size));
  Conv2dOptions options;
  options.stride = {stride, stride};
  options.padding = {kernel / 2, kernel / 2};
  result.prepare = [input, weight, options, dtype] {
    const Tensor pixels = leaf(input, dtype);
    const Tensor filters = parameter(weight);
    const Tensor bias = parameter({weight[0]});
    return PreparedOp{{pixels, filters, bias},
                      [=] { return std::vector<Tensor>{conv2d(pixels, filters, bias, options)}; }};
  };
  return result;
}

/// Pixels are f32, patches and their gradient of the type of activations.
OpCase patches_case(const OpCaseOptions& options) {
  const std::int64_t size = kPatchSize * options.shrunk(14);
  const Shape shape = {16, 3, size, size};
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("patches", text_of(shape), options.dtype, count, count, 4.0 * count);
  result.prepare = on_leaves({shape}, DType::kFloat32,
                             [dtype = options.dtype](const std::vector<Tensor>& inputs) {
                               const ComputePrecision precision(dtype);
                               return std::vector<Tensor>{patches(inputs[0], kPatchSize)};
                             });
  return result;
}

}  // namespace

std::vector<OpCase> image_cases(const OpCaseOptions& options) {
  const std::int64_t wide = options.shrunk(224);
  const std::int64_t narrow = options.shrunk(56);
  return {conv2d_case(options.dtype, {8, 3, wide, wide}, 64, 7, 2),
          conv2d_case(options.dtype, {8, 64, narrow, narrow}, 64, 3, 1), patches_case(options)};
}

}  // namespace graft
