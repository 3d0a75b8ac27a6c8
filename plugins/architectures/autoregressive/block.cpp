#include "block.h"

#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "initial_values.h"

namespace graft {

Block::Block(const AutoregressiveOptions& options, std::int64_t layer, Rng& rng)
    : dropout_(options.dropout),
      ln_1_(options.hidden_size, options.layer_norm_epsilon),
      attn_(options, layer, rng),
      attention_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size),
      ln_2_(options.hidden_size, options.layer_norm_epsilon),
      mlp_(feed_forward_options(options), rng),
      feed_forward_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size) {
  register_module("ln_1", ln_1_);
  register_module("attn", attn_);
  register_graft_point("attn", attention_output_);
  register_module("ln_2", ln_2_);
  register_module("mlp", mlp_);
  register_graft_point("mlp", feed_forward_output_);
}

Tensor Block::forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                      const AttentionInput& input, ForwardContext& context) const {
  const Tensor normed = ln_1_.forward(hidden_states);
  const Tensor attended =
      dropout(attn_.forward(normed, prefixes, input, context), dropout_, context);
  const auto [between, normed_again] =
      ln_2_.add_forward(hidden_states, attention_output_.apply_output(normed, attended, context));
  const Tensor fed = dropout(mlp_.forward(normed_again, context), dropout_, context);
  return add(between, feed_forward_output_.apply_output(normed_again, fed, context));
}

std::vector<KeyValue> Block::prefixes(std::int64_t batch, ForwardContext& context) const {
  return attn_.prefix_point.prefixes(batch, context);
}

}  // namespace graft
