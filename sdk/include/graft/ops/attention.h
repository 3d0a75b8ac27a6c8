#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

struct GRAFT_API AttentionOptions {
  std::int64_t num_heads = 1;
  /// Heads of key and value, each shared by num_heads / num_key_value_heads neighbouring heads of
  /// the query; 0: as many as num_heads. Source: Ainslie et al., "GQA", 2023.
  std::int64_t num_key_value_heads = 0;
  float scale = 1.0f;   // factor on query . key, usually 1 / sqrt(head_size)
  bool causal = false;  // query i sees keys up to i + (key_seq - query_seq)
  /// [batch] i64: the first so many keys of a row are seen by all its queries even if causal, as in
  /// a prefix language model; undefined: none. One out of [0, key_seq] is a ShapeError.
  Tensor prefix_lengths;
};

/// Scaled dot-product attention of several heads.
///
///   query     [batch, query_seq, heads * head_size]  f32
///   key       [batch, key_seq, key_value_heads * head_size]
///   value     [batch, key_seq, key_value_heads * head_size]
///   key_mask  [batch, key_seq] i64, 1 = seen, 0 = hidden; undefined: all seen
///   bias      [heads, query_seq, key_seq] f32, added to the scaled scores of every row of the
///             batch; undefined: none
///   returns   [batch, query_seq, heads * head_size]
///
/// The scores of one head are held at a time, per thread; never those of the whole batch. A query
/// that sees no key at all averages every value, as the reference implementations do. Throws
/// ShapeError when sizes disagree.
/// Source: Vaswani et al., "Attention Is All You Need", 2017.
GRAFT_API Tensor attention(const Tensor& query, const Tensor& key, const Tensor& value,
                           const Tensor& key_mask, const Tensor& bias,
                           const AttentionOptions& options);
/// The same without a bias.
GRAFT_API Tensor attention(const Tensor& query, const Tensor& key, const Tensor& value,
                           const Tensor& key_mask, const AttentionOptions& options);

/// `attention` of positions to each other, with query, key and value side by side as one linear map
/// gives them: query_key_value [batch, seq, 3 * heads * head_size]. No part of it is copied. There
/// are as many heads of key and value as of the query.
GRAFT_API Tensor self_attention(const Tensor& query_key_value, const Tensor& key_mask,
                                const AttentionOptions& options);

}  // namespace graft
