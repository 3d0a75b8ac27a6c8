#include "word_encoder.h"

#include "merge_symbols.h"

namespace graft {

WordEncoder::WordEncoder(const std::vector<Merge>& merges, const ByteTokens& tokens,
                         const ByteTokens& last_tokens, const std::vector<std::string>& bytes)
    : merges_(merges), tokens_(tokens), last_tokens_(last_tokens) {
  byte_ranks_.reserve(tokens.size() * tokens.size());
  for (const std::int32_t left : tokens) {
    for (const std::int32_t right : tokens) byte_ranks_.push_back(merges_.rank(left, right));
  }
  // What a token says of its bytes must be so: none stands for a byte that has no token.
  has_parts_ = tokens == last_tokens;
  for (std::size_t byte = 0; byte < tokens.size(); ++byte) {
    const std::string& found = bytes[static_cast<std::size_t>(tokens[byte])];
    has_parts_ = has_parts_ && found == std::string(1, static_cast<char>(byte));
  }
  if (has_parts_) joins_ = CharacterJoins(merges, bytes);
}

void WordEncoder::encode(std::string_view word, std::vector<std::int32_t>& ids) const {
  ids.resize(word.size());
  const std::size_t last = word.size() - 1;
  for (std::size_t i = 0; i < last; ++i) ids[i] = tokens_[byte_at(word, i)];
  ids[last] = last_tokens_[byte_at(word, last)];
  const bool is_long = word.size() > kMostShort || merges_.size() > kMostRanks;
  ids.resize(is_long ? merge_long(merges_, ids) : merge_bytes(word, ids));
}

/// Most merges of short words are of bytes, whose ranks are looked up without a search.
std::size_t WordEncoder::merge_bytes(std::string_view word, std::span<std::int32_t> ids) const {
  std::array<std::uint32_t, kMostShort> ranks;
  const std::size_t last = word.size() - 1;
  for (std::size_t i = 0; i + 1 < last; ++i) {
    ranks[i] = byte_ranks_[byte_at(word, i) << 8 | byte_at(word, i + 1)];
  }
  if (last > 0) ranks[last - 1] = merges_.rank(ids[last - 1], ids[last]);
  return merge_short(merges_, ids, ranks);
}

}  // namespace graft
