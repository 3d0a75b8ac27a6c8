#include "plugins/tokenizers/byte-bpe/pretokenizer.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> result;
  for (std::size_t offset = 0; offset < text.size();) {
    result.emplace_back(graft::next_pretoken(text, offset));
    offset += result.back().size();
  }
  return result;
}

void check(std::string_view text, const std::vector<std::string>& expected) {
  const std::vector<std::string> got = pieces(text);
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pretokenizer)

BOOST_AUTO_TEST_CASE(words_take_the_space_before_them) {
  check("Hello world, it is 2026!", {"Hello", " world", ",", " it", " is", " 2026", "!"});
  check("ab12c", {"ab", "12", "c"});
}

BOOST_AUTO_TEST_CASE(contractions_are_pieces_in_lower_case_only) {
  check("I'll they've you're it's don't I'm he'd",
        {"I", "'ll", " they", "'ve", " you", "'re", " it", "'s", " don", "'t", " I", "'m", " he",
         "'d"});
  check("IT'S", {"IT", "'", "S"});
  check("'", {"'"});
  check("'r", {"'", "r"});
  check("''s", {"''", "s"});
  check("'sure", {"'s", "ure"});
  check(" 's", {" '", "s"});
}

BOOST_AUTO_TEST_CASE(white_space_leaves_its_last_character_to_a_word) {
  check("a   b", {"a", "  ", " b"});
  check("a\n\nb", {"a", "\n", "\n", "b"});
  check("a  ", {"a", "  "});
  check(" ", {" "});
  check(" \n ", {" \n "});
  check("a \tb", {"a", " ", "\t", "b"});
}

BOOST_AUTO_TEST_CASE(unicode_categories_decide) {
  check("你好，世界", {"你好", "，", "世界"});
  check("naïve café", {"naïve", " café"});
  check("x²Ⅷ½", {"x", "²Ⅷ½"});
  check("a\u0301b", {"a", "\u0301", "b"});                        // a combining mark is no letter
  check("a\u00a0b\u3000c", {"a", "\u00a0", "b", "\u3000", "c"});  // Unicode white space
  check("a\u200bb", {"a", "\u200b", "b"});                        // zero-width space is none
  check("a\x1c z", {"a", "\x1c", " z"});  // a control character is none either
  check(" 🙂🙂", {" 🙂🙂"});
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_characters_are_kept) {
  check("a\xff\xfe z", {"a", "\xff\xfe", " z"});
  check("\xe4\xbd", {"\xe4\xbd"});
  check(std::string_view("a\0b", 3), {"a", std::string(1, '\0'), "b"});
}

BOOST_AUTO_TEST_SUITE_END()
