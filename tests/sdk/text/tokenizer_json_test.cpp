#include "graft/text/tokenizer_json.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"

BOOST_AUTO_TEST_SUITE(tokenizer_json)

BOOST_AUTO_TEST_CASE(vocabularies_are_written_as_they_are_read) {
  graft::Vocabulary vocabulary;
  std::vector<graft::Problem> problems;
  graft::read_vocabulary(graft::parse_json(R"({"b": 3, "a": 0})"), vocabulary, problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST(graft::write_json(graft::vocabulary_value(vocabulary, 4)) == R"({"a": 0, "b": 3})");
  BOOST_TEST(graft::write_json(graft::vocabulary_value(vocabulary, 3)) == R"({"a": 0})");
  BOOST_TEST(graft::write_json(graft::vocabulary_value(vocabulary, 99)) == R"({"a": 0, "b": 3})");
}

BOOST_AUTO_TEST_CASE(only_the_first_mistakes_of_a_vocabulary_are_told) {
  graft::Value map = graft::Value::map();
  for (int i = 0; i < 50; ++i) map.set("token" + std::to_string(i), "x");
  graft::Vocabulary vocabulary;
  std::vector<graft::Problem> problems;
  graft::read_vocabulary(map, vocabulary, problems);
  BOOST_TEST(problems.size() == graft::kMostVocabularyProblems);
  BOOST_TEST(problems[0].message ==
             "expected the id of token \"token0\" as an integer, got a string");
}

BOOST_AUTO_TEST_CASE(added_tokens_stand_before_the_steps) {
  const graft::Value read =
      graft::parse_json(R"({"added_tokens": [{"id": 4, "content": "<e>", "special": true}]})");
  graft::TokenInventory tokens;
  std::vector<graft::Problem> problems;
  graft::read_added_tokens(read, tokens, problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST(tokens.vocabulary.id_of("<e>").value() == 4);
  graft::TokenizerSteps steps;
  steps.model = graft::Value::map();
  BOOST_TEST(
      graft::write_json(graft::tokenizer_json_value(tokens, steps)) ==
      R"({"version": "1.0", "truncation": null, "padding": null, "added_tokens": [{"id": 4, )"
      R"("content": "<e>", "single_word": false, "lstrip": false, "rstrip": false, )"
      R"("normalized": false, "special": true}], "normalizer": null, "pre_tokenizer": null, )"
      R"("post_processor": null, "decoder": null, "model": {}})");
}

BOOST_AUTO_TEST_CASE(settings_that_say_nothing_are_not_set) {
  const graft::Value map = graft::parse_json(
      R"({"null": null, "false": false, "zero": 0, "empty": "", "true": true, "one": 0.5,
          "text": "x", "list": []})");
  for (const char* const key : {"absent", "null", "false", "zero", "empty"}) {
    BOOST_TEST(!graft::is_set(map.find(key)), key);
  }
  for (const char* const key : {"true", "one", "text", "list"}) {
    BOOST_TEST(graft::is_set(map.find(key)), key);
  }
}

BOOST_AUTO_TEST_CASE(a_token_is_named_with_its_id) {
  graft::Vocabulary vocabulary;
  vocabulary.add("[SEP]", 2);
  const auto names = [&vocabulary](const char* list) {
    return graft::names_token(graft::parse_json(list), vocabulary);
  };
  BOOST_TEST(names(R"(["[SEP]", 2])"));
  for (const char* const wrong : {R"(["[SEP]", 1])", R"(["[CLS]", 2])", R"(["[SEP]"])", "[]"}) {
    BOOST_TEST(!names(wrong), wrong);
  }
}

BOOST_AUTO_TEST_CASE(steps_are_named_and_refused_where_they_stand) {
  const graft::Value tokenizer = graft::parse_json(
      R"({"normalizer": {"type": "NFC"}, "decoder": null, "model": {}})", "t.json");
  BOOST_TEST(graft::step_type(tokenizer.find("normalizer")) == "NFC");
  BOOST_TEST(graft::step_type(tokenizer.find("decoder")) == "none");
  BOOST_TEST(graft::step_type(tokenizer.find("absent")) == "none");
  BOOST_TEST(graft::step_type(tokenizer.find("model")) == "of unknown type");
  std::vector<graft::Problem> problems;
  graft::refuse_step(nullptr, tokenizer, "model none", "the scheme", problems);
  BOOST_REQUIRE(problems.size() == 1u);
  BOOST_TEST(problems[0].text().ends_with("error: model none, which the scheme does not have"));
}

BOOST_AUTO_TEST_SUITE_END()
