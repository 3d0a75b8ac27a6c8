#include "encoder.h"

#include <string>

#include "graft/nn/checkpoint_block.h"
#include "graft/nn/decoder_positions.h"

namespace graft {

Encoder::Encoder(const TowerOptions& options, Rng& rng) {
  for (std::int64_t layer = 0; layer < options.num_layers; ++layer) {
    layers_.push_back(std::make_unique<EncoderLayer>(options, rng));
    register_module("layers." + std::to_string(layer), *layers_.back(), Part::kBlock);
  }
}

Encoder::Output Encoder::forward(const Input& input, ForwardContext& context) const {
  const auto count = static_cast<std::size_t>(input.num_layers);
  DecoderInput keys;
  keys.batch = input.embedded.dim(0);
  keys.seq = input.embedded.dim(1);
  keys.attention_mask = input.attention_mask;
  std::vector<std::vector<KeyValue>> prefixes;
  for (std::size_t i = 0; i < count; ++i) {
    prefixes.push_back(layers_[i]->prefixes(keys.batch, context));
  }
  if (count > 0) {
    for (const KeyValue& prefix : prefixes.front()) keys.prefix_length += prefix.key.dim(1);
  }
  AttentionPass pass;
  pass.causal = input.causal;
  pass.key_mask = decoder_positions(keys).key_mask;

  Output output;
  output.last_hidden_state = input.embedded;
  for (std::size_t i = 0; i < count; ++i) {
    if (context.hidden_states) output.hidden_states.push_back(output.last_hidden_state);
    output.last_hidden_state = checkpoint_block(
        output.last_hidden_state, prefixes[i], context,
        [&layer = *layers_[i], pass](const Tensor& hidden, const std::vector<KeyValue>& given,
                                     ForwardContext& again) {
          return layer.forward(hidden, given, pass, again);
        });
  }
  if (context.hidden_states) output.hidden_states.push_back(output.last_hidden_state);
  return output;
}

}  // namespace graft
