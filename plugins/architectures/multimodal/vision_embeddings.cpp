#include "vision_embeddings.h"

#include <cmath>
#include <string>

#include "graft/error.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/linear.h"
#include "graft/ops/patches.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

void require_images(const Tensor& pixel_values, const VisionOptions& options) {
  const Shape& shape = pixel_values.shape();
  if (shape.size() != 4 || pixel_values.dtype() != DType::kFloat32 || pixel_values.numel() == 0) {
    throw InputError("bad-shape", std::string("pixel_values ") + name_of(pixel_values.dtype()) +
                                      " " + to_string(shape) +
                                      " must be f32 [batch, channels, height, width]");
  }
  if (shape[1] != options.num_channels) {
    throw InputError("bad-shape",
                     "pixel_values " + to_string(shape) + ": the images have " +
                         std::to_string(shape[1]) + " channels, but num_channels of the model is " +
                         std::to_string(options.num_channels),
                     "convert the images");
  }
  if (shape[2] != options.image_size || shape[3] != options.image_size) {
    const std::string size = std::to_string(options.image_size);
    throw InputError("bad-shape",
                     "pixel_values " + to_string(shape) + ": the images are " +
                         std::to_string(shape[2]) + " x " + std::to_string(shape[3]) +
                         " pixels, but image_size of the model is " + size,
                     "resize the images to " + size + " x " + size);
  }
}

}  // namespace

VisionEmbeddings::VisionEmbeddings(const VisionOptions& options, Rng& rng)
    : options_(options),
      patch_point_(GraftPointKind::kLinear,
                   options.num_channels * options.patch_size * options.patch_size,
                   options.tower.hidden_size) {
  const TowerOptions& tower = options.tower;
  const std::int64_t hidden = tower.hidden_size;
  const float deviation = tower.initializer_range * tower.initializer_factor;
  class_embedding_ = register_parameter(
      "class_embedding",
      random_normal({hidden}, rng,
                    tower.initializer_factor / std::sqrt(static_cast<float>(hidden))));
  const Shape shape = {hidden, options.num_channels, options.patch_size, options.patch_size};
  patch_weight_ =
      register_parameter("patch_embedding.weight", random_normal(shape, rng, deviation));
  patch_point_.weight = patch_weight_.view({hidden, -1});
  register_graft_point("patch_embedding", patch_point_);
  position_embedding_ =
      register_parameter("position_embedding.weight",
                         random_normal({1 + options.num_patches(), hidden}, rng, deviation));
}

Tensor VisionEmbeddings::whole_patches(const Tensor& pixel_values) const {
  const std::int64_t size = options_.image_size / options_.patch_size * options_.patch_size;
  Tensor images = pixel_values;
  if (size != options_.image_size) images = slice(slice(images, 2, 0, size), 3, 0, size);
  return patches(images, options_.patch_size);
}

Tensor VisionEmbeddings::forward(const Tensor& pixel_values, ForwardContext& context) const {
  require_images(pixel_values, options_);
  const std::int64_t batch = pixel_values.dim(0);
  const std::int64_t hidden = options_.tower.hidden_size;
  const Tensor pixels = patch_point_.apply_input(whole_patches(pixel_values), context);
  const Tensor embedded = patch_point_.apply_output(
      pixels, linear(pixels, reshape(patch_weight_, {hidden, -1})), context);
  const std::vector<std::int64_t> one_each(static_cast<std::size_t>(batch), 0);
  const Tensor class_tokens = select_rows(reshape(class_embedding_, {1, hidden}), one_each);
  return add(concat({reshape(class_tokens, {batch, 1, hidden}), embedded}, 1), position_embedding_);
}

}  // namespace graft
