#include "merge_table.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "graft/error.h"

namespace graft {

MergeTable::MergeTable(std::vector<Merge> merges) : merges_(std::move(merges)) {
  if (merges_.size() > kMostMerges) {
    throw InputError("too-many-merges",
                     "byte-bpe: " + std::to_string(merges_.size()) + " merges, expected at most " +
                         std::to_string(kMostMerges),
                     "take the files from where the tokenizer was published");
  }
  const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(merges_.size() * 2, 2));
  shift_ = 64 - std::countr_zero(capacity);
  slots_.resize(capacity);
  for (std::size_t rank = 0; rank < merges_.size(); ++rank) {
    const auto [left, right, result] = merges_[rank];
    slots_[slot_of(left, right)] =
        tag_of(hash_of(left, right)) | static_cast<std::uint32_t>(rank + 1);
  }
}

}  // namespace graft
