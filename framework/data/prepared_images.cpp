#include "framework/data/prepared_images.h"

#include <algorithm>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "graft/image.h"

namespace graft {

namespace {

constexpr std::int64_t kKeptBytes = std::int64_t{1} << 29;

}  // namespace

const Tensor& picture_of(const Example& example, const std::string& split, std::int64_t index) {
  const Cell& cell = cell_at(example, "image", split, index);
  if (const auto* const image = std::get_if<Tensor>(&cell)) return *image;
  throw example_error(example, split, index, "no-image", "`image` is no picture",
                      "use a dataset of images");
}

PreparedImages::PreparedImages(const Dataset& dataset, std::string split, const ImageInput& input)
    : dataset_(dataset), split_(std::move(split)), input_(input) {
  const std::int64_t count = dataset.size(split_);
  const std::int64_t bytes = count * 3 * input.size * input.size * size_of(DType::kFloat32);
  if (bytes <= kKeptBytes) images_.resize(static_cast<std::size_t>(count));
}

void PreparedImages::add(std::int64_t index, const Tensor& picture) {
  if (images_.empty()) return;
  images_[static_cast<std::size_t>(index)] =
      graft::pixel_values(picture, input_.size, input_.mean, input_.std);
}

Tensor PreparedImages::image(std::int64_t index) {
  const auto at = static_cast<std::size_t>(index);
  if (!images_.empty() && images_[at].defined()) return images_[at];
  const Example example = dataset_.example(split_, index);
  Tensor prepared =
      graft::pixel_values(picture_of(example, split_, index), input_.size, input_.mean, input_.std);
  if (!images_.empty()) images_[at] = prepared;
  return prepared;
}

Tensor PreparedImages::pixel_values(const std::vector<std::int64_t>& indices) {
  const auto count = static_cast<std::int64_t>(indices.size());
  Tensor values({count, 3, input_.size, input_.size});
  const std::int64_t size = 3 * input_.size * input_.size;
  for (std::int64_t i = 0; i < count; ++i) {
    const Tensor one = image(indices[static_cast<std::size_t>(i)]);
    std::copy_n(one.data<float>(), size, values.data<float>() + i * size);
  }
  return values;
}

}  // namespace graft
