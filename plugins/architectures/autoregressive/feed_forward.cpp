#include "feed_forward.h"

#include "initial_values.h"

namespace graft {

FeedForward::FeedForward(const AutoregressiveOptions& options, Rng& rng)
    : activation_(activation_named(options.activation)),
      c_fc_(options.hidden_size, intermediate_size(options), inner_init(options), rng),
      c_proj_(intermediate_size(options), options.hidden_size, residual_init(options), rng) {
  register_module("c_fc", c_fc_);
  register_module("c_proj", c_proj_);
}

Tensor FeedForward::forward(const Tensor& hidden_states, ForwardContext& context) const {
  return c_proj_.forward(activate(c_fc_.forward(hidden_states, context), activation_), context);
}

}  // namespace graft
