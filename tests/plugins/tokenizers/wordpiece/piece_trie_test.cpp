#include "plugins/tokenizers/wordpiece/piece_trie.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace {

using graft::PieceTrie;
using Pieces = std::vector<std::pair<std::string_view, std::int32_t>>;

void check(const PieceTrie& trie, std::string_view text, std::size_t length, std::int32_t id) {
  const PieceTrie::Match match = trie.longest(text);
  BOOST_TEST(match.length == length);
  BOOST_TEST(match.id == id);
}

/// Strings of few different letters, so that many begin alike.
std::vector<std::string> random_strings(graft::Rng& rng, std::int64_t count, std::int64_t letters) {
  std::vector<std::string> strings;
  for (std::int64_t i = 0; i < count; ++i) {
    std::string text;
    for (std::int64_t k = 1 + rng.below(8); k > 0; --k) {
      text += static_cast<char>(255 - 37 * rng.below(letters));
    }
    strings.push_back(std::move(text));
  }
  return strings;
}

/// The same by asking every piece.
PieceTrie::Match plain_longest(const std::vector<std::string>& pieces, std::string_view text) {
  PieceTrie::Match best;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].size() <= best.length || !text.starts_with(pieces[i])) continue;
    best = {pieces[i].size(), static_cast<std::int32_t>(i)};
  }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(piece_trie)

BOOST_AUTO_TEST_CASE(the_longest_piece_is_found) {
  const PieceTrie trie(Pieces{{"un", 1}, {"una", 2}, {"unable", 3}, {"b", 4}});
  check(trie, "unable", 6, 3);
  check(trie, "unabl", 3, 2);
  check(trie, "unb", 2, 1);
  check(trie, "u", 0, -1);
  check(trie, "b", 1, 4);
  check(trie, "xun", 0, -1);
  check(trie, "", 0, -1);
}

BOOST_AUTO_TEST_CASE(an_empty_trie_finds_nothing) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  for (const PieceTrie& trie : {PieceTrie(), PieceTrie(Pieces{}), PieceTrie(Pieces{{"", 7}})}) {
    for (int byte = 0; byte < 256; ++byte) check(trie, bytes.substr(byte, 2), 0, -1);
  }
}

BOOST_AUTO_TEST_CASE(bytes_may_have_any_value) {
  const std::string zero(2, '\0');
  const PieceTrie trie(Pieces{{zero, 5}, {"\xff", 6}, {"\xff\xff", 7}});
  check(trie, std::string(3, '\0'), 2, 5);
  check(trie, "\xff\xfe", 1, 6);
  check(trie, "\xff\xff\xff", 2, 7);
}

BOOST_AUTO_TEST_CASE(of_equal_pieces_the_first_counts) {
  check(PieceTrie(Pieces{{"a", 9}, {"a", 3}}), "ab", 1, 9);
}

BOOST_AUTO_TEST_CASE(it_finds_what_asking_every_piece_finds) {
  graft::Rng rng(5);
  for (const std::int64_t letters : {2, 3, 7}) {
    const std::vector<std::string> pieces = random_strings(rng, 300, letters);
    Pieces numbered;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      numbered.emplace_back(pieces[i], static_cast<std::int32_t>(i));
    }
    const PieceTrie trie(numbered);
    for (const std::string& text : random_strings(rng, 300, letters)) {
      const PieceTrie::Match expected = plain_longest(pieces, text);
      check(trie, text, expected.length, expected.id);
    }
  }
}

BOOST_AUTO_TEST_CASE(many_pieces_leave_little_room_between_them) {
  std::vector<std::string> pieces;
  std::size_t bytes = 0;
  for (int i = 0; i < 5000; ++i) {
    pieces.push_back("piece" + std::to_string(i * 7919));
    bytes += pieces.back().size();
  }
  Pieces numbered;
  for (const std::string& piece : pieces) numbered.emplace_back(piece, 0);
  BOOST_TEST(PieceTrie(numbered).size() < bytes);  // one entry a byte would be no trie
}

BOOST_AUTO_TEST_SUITE_END()
