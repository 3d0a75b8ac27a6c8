#include "graft/text/text_pieces.h"

#include <algorithm>

#include "graft/parallel.h"

namespace graft {

namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;  // of long texts, for one thread each

bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Whether the character that ends a text may be white space outside ASCII: U+0085, U+00A0, U+1680,
/// U+3000, U+205F, or one of a block of punctuation that holds the others.
bool may_end_in_wide_space(std::string_view text) {
  if (text.ends_with("\xc2\x85") || text.ends_with("\xc2\xa0")) return true;
  if (text.size() < 3) return false;
  const std::string_view last = text.substr(text.size() - 3);
  return last.starts_with("\xe2\x80") || last == "\xe2\x81\x9f" || last == "\xe1\x9a\x80" ||
         last == "\xe3\x80\x80";
}

/// Tabs of lines and of pages are no borders: to some tokenizers they are nothing at all.
bool is_border(std::string_view text, std::size_t offset) {
  const bool is_space =
      is_ascii_space(text[offset]) && text[offset] != '\v' && text[offset] != '\f';
  return is_space && !is_ascii_space(text[offset - 1]) &&
         !may_end_in_wide_space(text.substr(0, offset));
}

}  // namespace

std::vector<std::string_view> text_pieces(std::string_view text, std::size_t size) {
  std::vector<std::string_view> pieces;
  const std::size_t least = std::max<std::size_t>(size, 1);
  std::size_t begin = 0;
  while (text.size() - begin > least) {
    std::size_t end = begin + least;
    while (end < text.size() && !is_border(text, end)) ++end;
    pieces.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  if (begin < text.size()) pieces.push_back(text.substr(begin));
  return pieces;
}

void encode_in_pieces(std::string_view text, const PieceEncoder& encode,
                      std::vector<std::int64_t>& ids) {
  if (text.size() < 2 * kPieceBytes || num_threads() == 1) {
    encode(text, ids);
    return;
  }
  const std::vector<std::string_view> pieces = text_pieces(text, kPieceBytes);
  std::vector<std::vector<std::int64_t>> found(pieces.size());
  parallel_tasks(std::ssize(pieces), [&](std::int64_t piece, int) {
    const auto i = static_cast<std::size_t>(piece);
    encode(pieces[i], found[i]);
  });
  for (const std::vector<std::int64_t>& piece : found) {
    ids.insert(ids.end(), piece.begin(), piece.end());
  }
}

}  // namespace graft
