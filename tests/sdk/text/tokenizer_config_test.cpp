#include "graft/text/tokenizer_config.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/temporary_folder.h"

namespace {

const graft::RoleDefaults kDefaults = {{"unk_token", "[UNK]"}, {"pad_token", "[PAD]"}};

/// Tokens of a folder whose vocabulary is `a`, `[UNK]`.
graft::TokenInventory read(const graft::TemporaryFolder& folder,
                           std::vector<graft::Problem>& problems) {
  graft::TokenInventory tokens;
  tokens.vocabulary.add("a", 0);
  tokens.vocabulary.add("[UNK]", 1);
  const graft::Value config = graft::read_json_if_there(folder.path(), "tokenizer_config.json");
  graft::read_token_settings(folder.path(), config, kDefaults, tokens, problems);
  return tokens;
}

graft::TokenInventory read(const graft::TemporaryFolder& folder) {
  std::vector<graft::Problem> problems;
  graft::TokenInventory tokens = read(folder, problems);
  BOOST_TEST(problems.empty());
  return tokens;
}

std::string class_error(const std::string& config) {
  try {
    graft::check_tokenizer_class(graft::parse_json(config, "c.json"), {"OneTokenizer", "Two"},
                                 "a scheme");
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokenizer_config)

BOOST_AUTO_TEST_CASE(tokens_that_no_vocabulary_lists_get_ids_in_the_published_order) {
  const graft::TemporaryFolder folder;
  folder.write("tokenizer_config.json", R"({"unk_token": "[UNK]",
    "mask_token": "<m>", "cls_token": "<c>", "pad_token": "<p>", "sep_token": "<s>"})");
  const graft::SpecialTokens special = read(folder).special_tokens;
  BOOST_TEST(special.sep.value() == 2);
  BOOST_TEST(special.pad.value() == 3);
  BOOST_TEST(special.cls.value() == 4);
  BOOST_TEST(special.mask.value() == 5);
}

BOOST_AUTO_TEST_CASE(without_files_the_defaults_count_that_the_vocabulary_has) {
  const graft::TemporaryFolder folder;
  const graft::TokenInventory tokens = read(folder);
  BOOST_TEST(tokens.special_tokens.unknown.value() == 1);
  BOOST_TEST(!tokens.special_tokens.pad.has_value());
  BOOST_TEST(tokens.added_tokens.at(1).special);
  BOOST_TEST(tokens.model_max_length.is_null());
}

BOOST_AUTO_TEST_CASE(every_file_may_declare_tokens) {
  const graft::TemporaryFolder folder;
  folder.write("added_tokens.json", R"({"<x>": 5})");
  folder.write("special_tokens_map.json",
               R"({"cls_token": "<c>", "sep_token": {"content": "<s>", "rstrip": true}})");
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder": {"3": {"content": "<y>", "normalized": true}},
                   "additional_special_tokens": ["<z>"], "unk_token": null,
                   "model_max_length": 64})");
  const graft::TokenInventory tokens = read(folder);
  BOOST_TEST(tokens.vocabulary.id_of("<y>").value() == 3);
  BOOST_TEST(tokens.added_tokens.at(3).normalized);
  BOOST_TEST(!tokens.added_tokens.at(5).special);
  BOOST_TEST(tokens.added_tokens.at(5).normalized);
  BOOST_TEST(tokens.special_tokens.sep.value() == 6);  // behind the greatest id
  BOOST_TEST(tokens.special_tokens.cls.value() == 7);
  BOOST_TEST(tokens.added_tokens.at(6).rstrip);
  BOOST_TEST(tokens.vocabulary.id_of("<z>").value() == 8);
  BOOST_TEST(tokens.added_tokens.at(8).special);
  BOOST_TEST(!tokens.special_tokens.unknown.has_value());  // null: none
  BOOST_TEST(tokens.model_max_length.as_int() == 64);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again_and_sorted) {
  const graft::TemporaryFolder folder;
  folder.write("tokenizer_config.json",
               R"({"cls_token": "<c>", "additional_special_tokens": ["<z>"], "unk_token": null,
                   "model_max_length": 64})");
  const graft::TokenInventory tokens = read(folder);
  graft::Value settings = graft::Value::map();
  settings.set("tokenizer_class", "OneTokenizer");
  const std::string config =
      graft::write_json(graft::tokenizer_config_value(tokens, kDefaults, settings));
  const std::string map = graft::write_json(graft::special_tokens_map_value(tokens));
  BOOST_TEST(map == R"({"additional_special_tokens": ["<z>"], "cls_token": "<c>"})");
  BOOST_TEST(config.starts_with(R"({"added_tokens_decoder": {"2": {"content": "<c>", )"));
  BOOST_TEST(config.ends_with(R"("additional_special_tokens": ["<z>"], "cls_token": "<c>", )"
                              R"("model_max_length": 64, "pad_token": null, )"
                              R"("tokenizer_class": "OneTokenizer", "unk_token": null})"));
  folder.write("tokenizer_config.json", config);
  folder.write("special_tokens_map.json", map);
  const graft::TokenInventory again = read(folder);
  BOOST_TEST(graft::write_json(graft::tokenizer_config_value(again, kDefaults, settings)) ==
             config);
  BOOST_TEST(graft::write_json(graft::special_tokens_map_value(again)) == map);
}

BOOST_AUTO_TEST_CASE(special_ones_of_the_older_file_are_looked_for_in_the_text_as_it_stands) {
  const graft::TemporaryFolder folder;
  folder.write("added_tokens.json", R"({"<x>": 2, "<y>": 3, "<z>": 4})");
  folder.write("special_tokens_map.json",
               R"({"cls_token": {"content": "<x>"}, "additional_special_tokens": ["<y>"]})");
  const graft::TokenInventory tokens = read(folder);
  BOOST_TEST(!tokens.added_tokens.at(2).normalized);
  BOOST_TEST(!tokens.added_tokens.at(3).normalized);
  BOOST_TEST(tokens.added_tokens.at(4).normalized);
}

BOOST_AUTO_TEST_CASE(texts_that_lose_their_beginning_are_none_of_ours) {
  const graft::TemporaryFolder folder;
  folder.write("tokenizer_config.json", R"({"truncation_side": "right"})");
  read(folder);
  folder.write("tokenizer_config.json", R"({"truncation_side": "left"})");
  std::vector<graft::Problem> problems;
  read(folder, problems);
  BOOST_REQUIRE(problems.size() == 1u);
  BOOST_TEST(problems[0].message == "truncation_side \"left\": long texts lose their end here");
}

BOOST_AUTO_TEST_CASE(mistakes_are_problems) {
  const graft::TemporaryFolder folder;
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder": {"x": {"content": "<y>"}, "1": {"content": "<z>"}}})");
  std::vector<graft::Problem> problems;
  read(folder, problems);
  BOOST_REQUIRE(problems.size() == 2u);
  BOOST_TEST(problems[0].message == "expected the id of a token as key, got \"x\"");
  BOOST_TEST(problems[1].message == "tokens \"[UNK]\" and \"<z>\" both have id 1");
  folder.write("tokenizer_config.json", "[1]");
  BOOST_CHECK_THROW(read(folder, problems), graft::InputError);
  folder.write("tokenizer_config.json", R"({"cls_token": 3})");
  BOOST_CHECK_THROW(read(folder, problems), graft::InputError);
}

BOOST_AUTO_TEST_CASE(files_have_to_agree_about_roles) {
  const graft::TemporaryFolder folder;
  folder.write("tokenizer_config.json", R"({"unk_token": "a", "sep_token": null})");
  const graft::TokenInventory tokens = read(folder);
  std::vector<graft::Problem> problems;
  graft::check_stated_roles(folder.path(), {{"unk_token", "a"}}, tokens, problems);
  BOOST_TEST(problems.empty());
  graft::check_stated_roles(folder.path(), {{"unk_token", "[UNK]"}, {"sep_token", "a"}}, tokens,
                            problems);
  BOOST_REQUIRE(problems.size() == 2u);
  BOOST_TEST(
      problems[0].message ==
      "unk_token is \"[UNK]\" in tokenizer.json, but another or none in the files beside it");
  BOOST_TEST(problems[1].message.starts_with("sep_token is \"a\" in tokenizer.json"));
}

BOOST_AUTO_TEST_CASE(other_classes_are_refused_by_name) {
  BOOST_TEST(class_error("{}") == "none");
  BOOST_TEST(class_error(R"({"tokenizer_class": null})") == "none");
  BOOST_TEST(class_error(R"({"tokenizer_class": "OneTokenizerFast"})") == "none");
  BOOST_TEST(class_error(R"({"tokenizer_class": "PreTrainedTokenizerFast"})") == "none");
  BOOST_TEST(class_error(R"({"tokenizer_class": "Three"})") ==
             "c.json: error: the folder holds a Three, expected OneTokenizer or Two (a scheme); "
             "load it with a tokenizer plugin for Three");
}

BOOST_AUTO_TEST_SUITE_END()
