#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Keys and values of the positions that incremental decoding has passed, one pair per attention,
/// each [batch, length, heads * head_size].
struct GRAFT_API KvCache {
  std::vector<Tensor> keys;
  std::vector<Tensor> values;

  explicit KvCache(std::int64_t num_layers = 0);
  /// Positions held; 0 when fresh.
  std::int64_t length() const;
  /// Appends [batch, new, width] to one layer, without history.
  void append(std::int64_t layer, const Tensor& key, const Tensor& value);
  /// Row r becomes what row `rows[r]` was: follows beams, or spreads one row over many.
  void select_rows(const std::vector<std::int64_t>& rows);
};

}  // namespace graft
