#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "character_joins.h"
#include "merge_table.h"

namespace graft {

/// Makes ids of words: every byte is a token, then neighbours merge. Threads may share it.
///
/// A word falls into parts at characters outside ASCII that no merge joins to what stands before
/// them. The ids of a word are those of its parts, of which there are fewer different ones.
class WordEncoder {
 public:
  using ByteTokens = std::array<std::int32_t, 256>;

  /// `last_tokens` are those of a word's last byte: the same as `tokens`, unless the vocabulary
  /// marks the ends of words. `bytes` has those of each token of the merges, by id.
  WordEncoder(const std::vector<Merge>& merges, const ByteTokens& tokens,
              const ByteTokens& last_tokens, const std::vector<std::string>& bytes);

  /// Bytes of the first part of a word.
  std::size_t part_size(std::string_view word) const {
    if (!has_parts_) return word.size();
    std::size_t size = 1;
    while (size < word.size() && joins_.may_join(word, size)) ++size;
    return size;
  }

  /// The ids of a word or a part of one, which is not empty, in place of what `ids` held.
  void encode(std::string_view word, std::vector<std::int32_t>& ids) const;

 private:
  static std::size_t byte_at(std::string_view word, std::size_t i) {
    return static_cast<unsigned char>(word[i]);
  }
  std::size_t merge_bytes(std::string_view word, std::span<std::int32_t> ids) const;

  MergeTable merges_;
  ByteTokens tokens_;
  ByteTokens last_tokens_;
  std::vector<std::uint32_t> byte_ranks_;  // [256 left, 256 right], neither the last of a word
  CharacterJoins joins_;
  bool has_parts_ = false;
};

}  // namespace graft
