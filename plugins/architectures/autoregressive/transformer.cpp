#include "transformer.h"

#include <string>

#include "decoder_input.h"
#include "graft/nn/checkpoint_block.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/embedding.h"

namespace graft {

Transformer::Transformer(const AutoregressiveOptions& options, Rng& rng)
    : dropout_(options.embedding_dropout.value_or(options.dropout)),
      wte_(options.vocab_size, options.hidden_size, options.initializer_range, rng),
      wpe_(options.max_positions, options.hidden_size, options.initializer_range, rng),
      ln_f_(options.hidden_size, options.layer_norm_epsilon) {
  register_module("wte", wte_);
  register_module("wpe", wpe_);
  for (std::int64_t layer = 0; layer < options.num_layers; ++layer) {
    blocks_.push_back(std::make_unique<Block>(options, layer, rng));
    register_module("h." + std::to_string(layer), *blocks_.back(), Part::kBlock);
  }
  register_module("ln_f", ln_f_);
}

Transformer::Prefixes Transformer::prefixes(std::int64_t batch, const KvCache* cache,
                                            ForwardContext& context) const {
  Prefixes prefixes(blocks_.size());
  const bool is_continued = cache != nullptr && cache->length() > 0;  // they are in the cache
  for (std::size_t i = 0; i < blocks_.size() && !is_continued; ++i) {
    prefixes[i] = blocks_[i]->prefixes(batch, context);
  }
  return prefixes;
}

Tensor Transformer::embed(const Batch& batch, const Tensor& position_ids,
                          ForwardContext& context) const {
  const Tensor& input_ids = batch.at("input_ids");
  Tensor sum = add(wte_.forward(input_ids, context), wpe_.forward(position_ids));
  if (const Tensor* types = batch.find("token_type_ids")) {
    if (types->shape() != input_ids.shape()) {
      throw InputError("bad-shape", "token_type_ids " + to_string(types->shape()) +
                                        " and input_ids " + to_string(input_ids.shape()) +
                                        " must have the same shape");
    }
    // Kinds of text are tokens of this model, as in the reference.
    sum = add(sum, embedding(*types, wte_.point.weight));
  }
  return dropout(sum, dropout_, context);
}

Transformer::Output Transformer::forward(const Batch& batch, KvCache* cache,
                                         ForwardContext& context) const {
  DecoderInput input = decoder_input(batch, cache);
  const Prefixes all_prefixes = prefixes(input.batch, cache, context);
  for (const KeyValue& prefix : all_prefixes.front()) input.prefix_length += prefix.key.dim(1);
  input.max_positions = wpe_.max_positions();
  const DecoderPositions positions = decoder_positions(input);

  AttentionInput attention_input;
  attention_input.cache = cache;
  attention_input.key_mask = positions.key_mask;
  attention_input.prefix_lengths = positions.prefix_lengths;
  Tensor hidden_states = embed(batch, positions.position_ids, context);
  Output output;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (context.hidden_states) output.hidden_states.push_back(hidden_states);
    hidden_states = checkpoint_block(
        hidden_states, all_prefixes[i], context,
        [&block = *blocks_[i], attention_input](
            const Tensor& hidden, const std::vector<KeyValue>& given, ForwardContext& again) {
          return block.forward(hidden, given, attention_input, again);
        });
  }
  output.last_hidden_state = ln_f_.forward(hidden_states);
  if (context.hidden_states) output.hidden_states.push_back(output.last_hidden_state);
  return output;
}

}  // namespace graft
