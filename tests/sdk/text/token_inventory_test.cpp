#include "graft/text/token_inventory.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"

namespace {

using Ids = std::vector<std::int64_t>;

graft::AddedToken special(std::int64_t id, const std::string& content) {
  graft::AddedToken token;
  token.id = id;
  token.content = content;
  token.special = true;
  return token;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_inventory)

BOOST_AUTO_TEST_CASE(tokens_are_written_as_they_are_read) {
  const std::string text =
      R"({"content": "<m>", "single_word": false, "lstrip": true, "rstrip": false, )"
      R"("normalized": true, "special": true})";
  const graft::AddedToken token = graft::read_added_token(graft::parse_json(text), 7);
  BOOST_TEST(token.id == 7);
  BOOST_TEST(token.content == "<m>");
  BOOST_TEST(token.lstrip);
  BOOST_TEST(token.normalized);
  BOOST_TEST(!token.single_word);
  BOOST_TEST(graft::write_json(graft::added_token_value(token)) == text);
}

BOOST_AUTO_TEST_CASE(flags_of_a_token_add_up_but_its_form_of_the_text_stays) {
  graft::TokenInventory tokens;
  std::vector<graft::Problem> problems;
  graft::AddedToken token = special(0, "<m>");
  graft::add_declared_token(token, graft::Value(), tokens, problems);
  token.lstrip = token.rstrip = token.single_word = token.normalized = true;
  graft::add_declared_token(token, graft::Value(), tokens, problems);
  BOOST_TEST(problems.empty());
  const graft::AddedToken& known = tokens.added_tokens.at(0);
  BOOST_TEST((known.special && known.lstrip && known.rstrip && known.single_word));
  BOOST_TEST(!known.normalized);
}

BOOST_AUTO_TEST_CASE(a_token_with_the_id_of_another_is_a_problem) {
  graft::TokenInventory tokens;
  std::vector<graft::Problem> problems;
  graft::add_declared_token(special(0, "<a>"), graft::Value(), tokens, problems);
  graft::add_declared_token(special(0, "<b>"), graft::Value(), tokens, problems);
  BOOST_REQUIRE(problems.size() == 1u);
  BOOST_TEST(problems[0].message == "tokens \"<a>\" and \"<b>\" both have id 0");
  BOOST_TEST(tokens.added_tokens.size() == 1u);
}

BOOST_AUTO_TEST_CASE(special_tokens_and_sentinels_are_listed) {
  graft::TokenInventory tokens;
  std::vector<graft::Problem> problems;
  graft::AddedToken word = special(1, "word");
  word.special = false;
  for (const graft::AddedToken& token : {special(4, "<extra_id_0>"), special(3, "<extra_id_1>"),
                                         word, special(0, "<pad>"), special(2, "<extra_id_3>")}) {
    graft::add_declared_token(token, graft::Value(), tokens, problems);
  }
  graft::list_special_tokens(tokens);
  graft::list_special_tokens(tokens);  // again: nothing is listed twice
  BOOST_TEST(tokens.special_tokens.all == (Ids{0, 2, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(tokens.special_tokens.sentinels == (Ids{4, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
