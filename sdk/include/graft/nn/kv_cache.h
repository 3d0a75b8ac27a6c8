#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// What incremental decoding remembers of the positions it has passed: keys and values, one pair
/// per attention, each [batch, length, key_value_heads * head_size]; and of what the text depends
/// on, its source, the keys and values that it is looked at with, computed once.
struct GRAFT_API KvCache {
  std::vector<Tensor> keys;
  std::vector<Tensor> values;
  Tensor key_mask;  // [batch, length] i64, 0 = padding; undefined: all real

  std::vector<Tensor> source_keys;  // [batch, source_length, width] each; empty: no source
  std::vector<Tensor> source_values;
  Tensor source_mask;  // [batch, source_length] i64; undefined: all real

  explicit KvCache(std::int64_t num_layers = 0);
  /// Positions held, padding included; 0 when fresh.
  std::int64_t length() const;
  /// Takes note of `count` positions a row that are about to be appended, of which
  /// `attention_mask` [batch, count] i64 says what is padding (undefined: nothing is). Returns the
  /// place of each among the real ones of its row, from 0: [count] i64 where nothing is or was
  /// padding, else [batch, count]. Throws InputError for a mask of another shape or dtype.
  Tensor append_mask(const Tensor& attention_mask, std::int64_t batch, std::int64_t count);
  /// Appends [batch, new, width] to one layer, without history.
  void append(std::int64_t layer, const Tensor& key, const Tensor& value);
  /// Row r becomes what row `rows[r]` was: follows beams, or spreads one row over many.
  void select_rows(const std::vector<std::int64_t>& rows);
};

}  // namespace graft
