#include "vision_transformer.h"

#include <string>

#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

VisionTransformer::VisionTransformer(const VisionOptions& options, Rng& rng)
    : embeddings_(options, rng),
      pre_norm_(options.tower.hidden_size, options.tower.layer_norm_epsilon),
      encoder_(options.tower, rng),
      post_norm_(options.tower.hidden_size, options.tower.layer_norm_epsilon) {
  register_module("embeddings", embeddings_);
  register_module("pre_layrnorm", pre_norm_);  // as the published checkpoints spell it
  register_module("encoder", encoder_);
  register_module("post_layernorm", post_norm_);
}

Encoder::Output VisionTransformer::encode(const Tensor& pixel_values, std::int64_t num_layers,
                                          ForwardContext& context) const {
  Encoder::Input input;
  input.embedded = pre_norm_.forward(embeddings_.forward(pixel_values, context));
  input.num_layers = num_layers;
  return encoder_.forward(input, context);
}

Encoder::Output VisionTransformer::forward(const Tensor& pixel_values,
                                           ForwardContext& context) const {
  return encode(pixel_values, encoder_.num_layers(), context);
}

Tensor VisionTransformer::pooled(const Tensor& last_hidden_state) const {
  return post_norm_.forward(reshape(slice(last_hidden_state, 1, 0, 1),
                                    {last_hidden_state.dim(0), last_hidden_state.dim(2)}));
}

Tensor VisionTransformer::hidden_state(const Tensor& pixel_values, std::int64_t layer,
                                       ForwardContext& context) const {
  const std::int64_t count = encoder_.num_layers();
  const std::int64_t index = layer < 0 ? count + 1 + layer : layer;
  if (index < 0 || index > count) {
    throw Error("hidden state " + std::to_string(layer) + " of " + std::to_string(count) +
                " layers does not exist");
  }
  ForwardContext quiet = context;
  quiet.hidden_states = false;
  return encode(pixel_values, index, quiet).last_hidden_state;
}

}  // namespace graft
