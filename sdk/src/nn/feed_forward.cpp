#include "graft/nn/feed_forward.h"

#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"

namespace graft {

FeedForward::FeedForward(const FeedForwardOptions& options, Rng& rng)
    : activation_(options.activation),
      dropout_(options.dropout),
      inner_(options.hidden_size, options.intermediate_size,
             {options.inner_deviation, options.bias, options.layout}, rng),
      outer_(options.intermediate_size, options.hidden_size,
             {options.outer_deviation, options.bias, options.layout}, rng) {
  if (!options.gate_name.empty()) {
    gate_ = std::make_unique<Linear>(
        options.hidden_size, options.intermediate_size,
        Linear::Init{options.inner_deviation, options.bias, options.layout}, rng);
    register_module(options.gate_name, *gate_);
  }
  register_module(options.inner_name, inner_);
  register_module(options.outer_name, outer_);
}

Tensor FeedForward::forward(const Tensor& hidden_states, ForwardContext& context) const {
  Tensor active;
  if (gate_) {
    const Tensor inner = inner_.forward(hidden_states, context);
    active = multiply(gate_->forward_activated(hidden_states, activation_, context), inner);
  } else {
    active = inner_.forward_activated(hidden_states, activation_, context);
  }
  return outer_.forward(dropout(active, dropout_, context), context);
}

}  // namespace graft
