#pragma once

#include <cstdint>
#include <vector>

#include "framework/data/model_text.h"
#include "graft/batch.h"

namespace graft {

/// Token ids of several inputs as one batch, padded at the end.
struct TokenRows {
  std::vector<std::vector<std::int64_t>> ids;
  std::vector<std::vector<std::int64_t>> types;  // token_type_ids; empty: none

  void add(ModelText text);

  /// The rows `inputs`, in this order.
  Batch batch(const std::vector<std::size_t>& inputs, std::int64_t pad_id) const;
  /// All rows.
  Batch batch(std::int64_t pad_id) const;
};

}  // namespace graft
