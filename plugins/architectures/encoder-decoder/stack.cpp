#include "stack.h"

#include <cmath>
#include <string>

#include "graft/nn/checkpoint_block.h"
#include "graft/nn/decoder_positions.h"
#include "graft/ops/dropout.h"

namespace graft {

Stack::Stack(const EncoderDecoderOptions& options, StackKind kind, Rng& rng)
    : kind_(kind),
      dropout_(options.dropout),
      bias_({options.num_buckets, options.max_distance, kind == StackKind::kEncoder},
            options.num_heads,
            options.initializer_factor / std::sqrt(static_cast<float>(options.hidden_size)), rng),
      final_layer_norm_(options.hidden_size, options.layer_norm_epsilon) {
  const std::int64_t count =
      kind == StackKind::kEncoder ? options.num_layers : options.num_decoder_layers;
  for (std::int64_t layer = 0; layer < count; ++layer) {
    blocks_.push_back(std::make_unique<Block>(options, kind, layer == 0 ? &bias_ : nullptr, rng));
    register_module("block." + std::to_string(layer), *blocks_.back(), Part::kBlock);
  }
  register_module("final_layer_norm", final_layer_norm_);
}

Stack::Prefixes Stack::prefixes(std::int64_t batch, const KvCache* cache,
                                ForwardContext& context) const {
  Prefixes prefixes(blocks_.size());
  const bool is_continued = cache != nullptr && cache->length() > 0;  // they are in the cache
  for (std::size_t i = 0; i < blocks_.size() && !is_continued; ++i) {
    prefixes[i] = blocks_[i]->prefixes(batch, context);
  }
  return prefixes;
}

BlockPass Stack::block_pass(const StackInput& input, std::int64_t prefix_length) const {
  DecoderInput tokens;
  tokens.batch = input.embeddings.dim(0);
  tokens.seq = input.embeddings.dim(1);
  tokens.attention_mask = input.attention_mask;
  tokens.prefix_length = prefix_length;
  tokens.cache = input.cache;
  const std::int64_t past = input.cache == nullptr ? 0 : input.cache->length();

  BlockPass pass;
  pass.self.key_mask = decoder_positions(tokens).key_mask;
  pass.self.bias = bias_.forward(tokens.seq, past + prefix_length + tokens.seq);
  pass.self.causal = kind_ == StackKind::kDecoder;
  pass.self.cache = input.cache;
  if (input.source != nullptr) pass.cross.key_mask = input.source->mask;
  return pass;
}

namespace {

/// By way of `checkpoint`; the bias and the source's keys and values have gradients too.
Tensor pass_block(const Block& block, const Tensor& hidden_states,
                  const std::vector<KeyValue>& prefixes, const KeyValue* source,
                  const BlockPass& pass, ForwardContext& context) {
  std::vector<KeyValue> given = prefixes;
  if (source != nullptr) given.push_back(*source);
  given.push_back({pass.self.bias, pass.self.bias});
  return checkpoint_block(
      hidden_states, given, context,
      [&block, pass, has_source = source != nullptr](
          const Tensor& hidden, std::vector<KeyValue> all, ForwardContext& again) {
        BlockPass own = pass;
        own.self.bias = all.back().key;
        all.pop_back();
        KeyValue looked_at;
        if (has_source) {
          looked_at = all.back();
          all.pop_back();
        }
        return block.forward(hidden, all, has_source ? &looked_at : nullptr, own, again);
      });
}

}  // namespace

Stack::Output Stack::forward(const StackInput& input, ForwardContext& context) const {
  const Prefixes all_prefixes = prefixes(input.embeddings.dim(0), input.cache, context);
  std::int64_t prefix_length = 0;
  for (const KeyValue& prefix : all_prefixes.front()) prefix_length += prefix.key.dim(1);
  BlockPass pass = block_pass(input, prefix_length);

  Output output;
  Tensor hidden_states = dropout(input.embeddings, dropout_, context);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (context.hidden_states) output.hidden_states.push_back(hidden_states);
    pass.self.layer = static_cast<std::int64_t>(i);
    const KeyValue* source = input.source == nullptr ? nullptr : &input.source->blocks[i];
    hidden_states = pass_block(*blocks_[i], hidden_states, all_prefixes[i], source, pass, context);
  }
  output.last_hidden_state = dropout(final_layer_norm_.forward(hidden_states), dropout_, context);
  if (context.hidden_states) output.hidden_states.push_back(output.last_hidden_state);
  return output;
}

Source Stack::source(const Tensor& source_states, const Tensor& attention_mask,
                     ForwardContext& context) const {
  Source source;
  for (const auto& block : blocks_) source.blocks.push_back(block->source(source_states, context));
  DecoderInput tokens;
  tokens.batch = source_states.dim(0);
  tokens.seq = source_states.dim(1);
  tokens.attention_mask = attention_mask;
  tokens.prefix_length = source.blocks.front().key.dim(1) - tokens.seq;
  source.mask = decoder_positions(tokens).key_mask;
  return source;
}

}  // namespace graft
