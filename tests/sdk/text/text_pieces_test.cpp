#include "graft/text/text_pieces.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

std::vector<std::string> pieces(std::string_view text, std::size_t size) {
  std::vector<std::string> result;
  for (const std::string_view piece : graft::text_pieces(text, size)) result.emplace_back(piece);
  return result;
}

void check(std::string_view text, std::size_t size, const std::vector<std::string>& expected) {
  const std::vector<std::string> got = pieces(text, size);
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_pieces)

BOOST_AUTO_TEST_CASE(pieces_end_before_the_next_white_space) {
  check("one two\nthree", 1, {"one", " two", "\nthree"});
  check("one two\nthree", 5, {"one two", "\nthree"});
  check("one two\nthree", 100, {"one two\nthree"});
}

BOOST_AUTO_TEST_CASE(runs_of_white_space_are_never_cut) {
  check("a  \n b", 1, {"a", "  \n b"});
  check("a  \n b c", 2, {"a  \n b", " c"});
  check("   ", 1, {"   "});
}

BOOST_AUTO_TEST_CASE(white_space_outside_ascii_belongs_to_a_run_too) {
  check("字\u3000 b", 1, {"字\u3000 b"});
  check("a\u00a0 b\u0085 c\u2003 d\u205f e\u1680 f", 1,
        {"a\u00a0 b\u0085 c\u2003 d\u205f e\u1680 f"});
  check("字 b", 1, {"字", " b"});
}

BOOST_AUTO_TEST_CASE(what_not_all_tokenizers_take_for_white_space_is_no_border) {
  check("a\vb\fc d", 1, {"a\vb\fc", " d"});
  check("a\f b\v", 1, {"a\f b\v"});
}

BOOST_AUTO_TEST_CASE(ids_of_a_long_text_are_in_its_order) {
  const auto sizes = [](std::string_view piece, std::vector<std::int64_t>& ids) {
    for (std::size_t begin = 0; begin < piece.size();) {  // words' lengths
      const std::size_t end = std::min(piece.find(' ', begin + 1), piece.size());
      ids.push_back(static_cast<std::int64_t>(end - begin));
      begin = end;
    }
  };
  std::string text = "x";
  for (std::size_t i = 0; text.size() < 400'000; ++i) text += " " + std::string(1 + i % 97, 'a');
  std::vector<std::int64_t> expected = {7};
  std::vector<std::int64_t> found = {7};
  sizes(text, expected);
  graft::encode_in_pieces(text, sizes, found);
  BOOST_TEST((found == expected));
  found = {7};
  graft::encode_in_pieces("", sizes, found);
  BOOST_TEST(found.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_text_without_white_space_stays_whole) {
  check("天地玄黄宇宙洪荒", 3, {"天地玄黄宇宙洪荒"});
  check("", 3, {});
}

BOOST_AUTO_TEST_SUITE_END()
