#include "projector.h"

namespace graft {

Projector::Projector(const Options& options, Rng& rng)
    : activation_(activation_named(options.activation)),
      linear_1_(options.vision_size, options.hidden_size, options.init, rng),
      linear_2_(options.hidden_size, options.hidden_size, options.init, rng) {
  register_module("linear_1", linear_1_);
  register_module("linear_2", linear_2_);
}

Tensor Projector::forward(const Tensor& features, ForwardContext& context) const {
  return linear_2_.forward(linear_1_.forward_activated(features, activation_, context), context);
}

}  // namespace graft
