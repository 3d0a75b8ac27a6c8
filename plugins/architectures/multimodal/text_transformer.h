#pragma once

#include <cstdint>
#include <vector>

#include "encoder.h"
#include "graft/batch.h"
#include "graft/nn/embedding.h"

namespace graft {

/// Token embeddings with the vector of their place, parameters named as CLIPTextEmbeddings.
class TextEmbeddings : public Module {
 public:
  TextEmbeddings(std::int64_t vocab_size, std::int64_t max_positions, const TowerOptions& options,
                 Rng& rng);

  /// input_ids [batch, seq] i64; position_ids [batch, seq] i64 or null for 0, 1, 2 …
  /// -> [batch, seq, hidden]
  Tensor forward(const Tensor& input_ids, const Tensor* position_ids,
                 ForwardContext& context) const;

  std::int64_t max_positions() const { return position_embedding_.dim(0); }

 private:
  Embedding token_embedding_;
  Tensor position_embedding_;  // [max_positions, hidden]
};

/// The text tower of CLIP, parameters named as CLIPTextTransformer. Source: Radford et al.,
/// "Learning Transferable Visual Models From Natural Language Supervision", 2021.
class TextTransformer : public Module {
 public:
  TextTransformer(std::int64_t vocab_size, std::int64_t max_positions, const TowerOptions& options,
                  Rng& rng);

  /// Passes `input_ids` with `attention_mask` and `position_ids` where the batch has them;
  /// [batch, seq, hidden] after the last normalization. Throws InputError past max_positions.
  Encoder::Output forward(const Batch& batch, ForwardContext& context) const;

 private:
  TextEmbeddings embeddings_;
  Encoder encoder_;
  LayerNorm final_norm_;
};

/// Which token of a text stands for the whole, its end as CLIP learned it: the first that equals
/// `eos_token_id`, or the first of a row where none does. Index into the flattened ids, one a row.
std::vector<std::int64_t> first_end_of_text(const Tensor& input_ids, std::int64_t eos_token_id);
/// The older rule: the first token with the highest id of its row.
std::vector<std::int64_t> first_highest_id(const Tensor& input_ids);

}  // namespace graft
