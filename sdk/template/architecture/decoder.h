#pragma once

#include <memory>
#include <string>
#include <vector>

#include "block.h"
#include "graft/nn/decoder_positions.h"
#include "graft/nn/embedding.h"
#include "graft/ops/embedding.h"
#include "options.h"

/// Token ids to hidden states: embeddings of tokens and positions, blocks, normalization.
class Decoder : public graft::Module {
 public:
  Decoder(const @CLASS@Options& options, graft::Rng& rng)
      : tokens(options.vocab_size, options.hidden_size, 0.02f, rng), norm_(options.hidden_size, 1e-5f) {
    if (options.hidden_size % options.num_heads != 0) {
      throw graft::InputError("bad-size", "hidden_size must be a multiple of num_heads");
    }
    register_module("tokens", tokens);
    positions_ = register_parameter(
        "positions", random_normal({options.max_positions, options.hidden_size}, rng, 0.02f));
    for (std::int64_t layer = 0; layer < options.num_layers; ++layer) {
      blocks_.push_back(
          std::make_unique<GatedAttention>(options.hidden_size, options.num_heads, rng));
      register_module("blocks." + std::to_string(layer), *blocks_.back(), graft::Part::kBlock);
    }
    register_module("norm", norm_);
  }

  /// [batch, seq] -> [batch, seq, hidden]. Tokens with 0 in `attention_mask` are padding; it may be
  /// undefined. With `cache`, the tokens follow what it holds.
  graft::Tensor forward(const graft::Tensor& input_ids, const graft::Tensor& attention_mask,
                        graft::KvCache* cache, graft::ForwardContext& context) const {
    graft::DecoderInput input;
    input.batch = input_ids.dim(0);
    input.seq = input_ids.dim(1);
    input.attention_mask = attention_mask;
    input.cache = cache;
    input.max_positions = positions_.dim(0);
    const graft::DecoderPositions at = graft::decoder_positions(input);
    graft::Tensor hidden = graft::add(tokens.forward(input_ids, context),
                                      graft::embedding(at.position_ids, positions_));
    for (std::size_t layer = 0; layer < blocks_.size(); ++layer) {
      hidden = blocks_[layer]->forward(hidden, at.key_mask, layer, cache, context);
    }
    return norm_.forward(hidden);
  }

  graft::Embedding tokens;

 private:
  graft::Tensor positions_;  // [max_positions, hidden]
  std::vector<std::unique_ptr<GatedAttention>> blocks_;
  graft::LayerNorm norm_;
};
