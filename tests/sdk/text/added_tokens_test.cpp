#include "graft/text/added_tokens.h"

#include <cctype>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using graft::AddedToken;
using graft::AddedTokens;

AddedToken special(std::int64_t id, const std::string& content) {
  AddedToken token;
  token.id = id;
  token.content = content;
  token.special = true;
  return token;
}

/// Pieces as text; added tokens in brackets.
std::vector<std::string> split(const AddedTokens& tokens, std::string_view text, bool parse) {
  std::vector<std::string> pieces;
  for (const graft::TextPiece& piece : tokens.split(text, parse)) {
    const std::string content(piece.text);
    pieces.push_back(piece.token == nullptr ? content : "[" + content + "]");
  }
  return pieces;
}

void check(const AddedTokens& tokens, std::string_view text,
           const std::vector<std::string>& expected) {
  BOOST_TEST(split(tokens, text, true) == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(added_tokens)

BOOST_AUTO_TEST_CASE(special_tokens_are_found_only_when_asked_for) {
  const AddedTokens tokens({special(7, "<e>")});
  check(tokens, "a<e><e>b", {"a", "[<e>]", "[<e>]", "b"});
  BOOST_TEST(split(tokens, "a<e>b", false) == std::vector<std::string>{"a<e>b"},
             boost::test_tools::per_element());
  check(tokens, "", {});
}

BOOST_AUTO_TEST_CASE(tokens_that_are_not_special_are_always_found) {
  AddedToken word = special(9, "Grafting");
  word.special = false;
  const AddedTokens tokens({word, special(3, "<e>")});
  BOOST_TEST(split(tokens, "Grafting<e>", false) == (std::vector<std::string>{"[Grafting]", "<e>"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_longest_of_several_is_taken) {
  const AddedTokens tokens({special(1, "<a"), special(2, "<a>"), special(3, "a>b")});
  check(tokens, "<a>b<ab", {"[<a>]", "b", "[<a]", "b"});
}

BOOST_AUTO_TEST_CASE(strips_take_white_space_along) {
  AddedToken left = special(1, "<l>");
  left.lstrip = true;
  AddedToken right = special(2, "<r>");
  right.rstrip = true;
  const AddedTokens tokens({left, right});
  check(tokens, "a \u3000<l> b <r>\n\tc", {"a", "[ \u3000<l>]", " b ", "[<r>\n\t]", "c"});
  check(tokens, "<r> <l>", {"[<r> ]", "[<l>]"});
}

BOOST_AUTO_TEST_CASE(single_words_do_not_touch_letters) {
  AddedToken word = special(1, "und");
  word.single_word = true;
  const AddedTokens tokens({word});
  check(tokens, "hund und, unds 你und", {"hund ", "[und]", ", unds 你und"});
  check(tokens, "und", {"[und]"});
  check(tokens, "\xffund\xff", {"\xff", "[und]", "\xff"});
}

BOOST_AUTO_TEST_CASE(no_shorter_token_takes_the_place_of_one_that_does_not_stand_alone) {
  AddedToken word = special(1, "abcd");
  word.single_word = true;
  const AddedTokens tokens({word, special(2, "abc"), special(3, "cd")});
  check(tokens, "abcd abcde abc cd", {"[abcd]", " abcde ", "[abc]", " ", "[cd]"});
}

BOOST_AUTO_TEST_CASE(tokens_of_the_text_as_it_stands_come_first_also_without_a_normalizer) {
  AddedToken later = special(1, "xab");
  later.normalized = true;
  const AddedTokens tokens({later, special(2, "ab")});
  check(tokens, "xab xa", {"x", "[ab]", " xa"});
}

BOOST_AUTO_TEST_CASE(tokens_without_content_are_never_found) {
  const AddedTokens tokens({special(1, ""), special(2, "<e>")});
  check(tokens, std::string_view("a\0<e>", 5), {std::string("a\0", 2), "[<e>]"});
  BOOST_TEST(tokens.find(1)->content.empty());
}

BOOST_AUTO_TEST_CASE(some_tokens_are_found_in_the_normalized_text) {
  AddedToken word = special(1, "Word");
  word.special = false;
  word.normalized = true;
  AddedToken nothing = special(2, "-");
  nothing.normalized = true;
  const AddedTokens tokens({word, nothing, special(3, "<E>")}, [](std::string_view text) {
    std::string lower;
    for (const char c : text) {
      if (c != '-') lower += static_cast<char>(std::tolower(c));
    }
    return lower;
  });
  check(tokens, "A wOr-d<E>-B<e>", {"a ", "[word]", "[<E>]", "b<e>"});
  for (const graft::TextPiece& piece : tokens.split("A<E>", true)) {
    BOOST_TEST(piece.is_normalized == (piece.token == nullptr));
  }
  // Without a normalizer the text is taken as it stands.
  check(AddedTokens({word}), "word Word", {"word ", "[Word]"});
}

BOOST_AUTO_TEST_CASE(tokens_are_found_by_id) {
  const AddedTokens tokens({special(9, "b"), special(4, "a")});
  BOOST_TEST(tokens.find(4)->content == "a");
  BOOST_TEST(tokens.find(5) == nullptr);
  BOOST_TEST(tokens.list().front().id == 4);
}

BOOST_AUTO_TEST_SUITE_END()
