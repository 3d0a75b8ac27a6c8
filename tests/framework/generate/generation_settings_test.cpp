#include "framework/generate/generation_settings.h"

#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/generate/request.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::GenerationSettings;
using graft::parse_json;

GenerationSettings read(const std::string& json) {
  return GenerationSettings::read(parse_json(json), "request");
}

std::string problem(const std::string& json) {
  return graft::problem_text([&] { read(json); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generation_settings)

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_reference) {
  const GenerationSettings settings = read("{}");
  BOOST_TEST(!settings.do_sample.value_or(false));
  BOOST_TEST(settings.top_k.value_or(0) == 50);
  BOOST_TEST(settings.num_beams == 1);
  BOOST_TEST(settings.length_penalty == 1.0);
  BOOST_TEST(settings.eos_token_ids().empty());
  BOOST_TEST((settings.early_stop() == graft::EarlyStopping::kNo));
}

BOOST_AUTO_TEST_CASE(null_switches_a_setting_off) {
  const GenerationSettings settings = read(R"({"top_k": null, "eos_token_id": null})");
  BOOST_TEST(settings.top_k.value_or(0) == 0);
  BOOST_TEST(settings.eos_token_ids().empty());
}

BOOST_AUTO_TEST_CASE(null_gives_a_setting_that_cannot_be_off_its_default) {
  const GenerationSettings settings =
      read(R"({"num_beams": null, "num_return_sequences": null, "length_penalty": null,
               "early_stopping": null, "stop_strings": null, "seed": null})");
  BOOST_TEST(settings.num_beams == 1);
  BOOST_TEST(settings.num_return_sequences == 1);
  BOOST_TEST(settings.length_penalty == 1.0);
  BOOST_TEST((settings.early_stop() == graft::EarlyStopping::kNo));
  BOOST_TEST(settings.stop_strings.empty());
  BOOST_TEST(settings.seed == 0);
}

BOOST_AUTO_TEST_CASE(end_tokens_and_early_stopping_have_several_forms) {
  BOOST_TEST(
      read(R"({"eos_token_id": [3, 5]})").eos_token_ids() == (std::vector<std::int64_t>{3, 5}),
      boost::test_tools::per_element());
  BOOST_TEST(read(R"({"eos_token_id": 3})").eos_token_ids().size() == 1u);
  BOOST_TEST((read(R"({"early_stopping": "never"})").early_stop() == graft::EarlyStopping::kNever));
  BOOST_TEST((read(R"({"early_stopping": true})").early_stop() == graft::EarlyStopping::kYes));
}

BOOST_AUTO_TEST_CASE(wrong_settings_are_named) {
  BOOST_TEST(problem(R"({"num_beam": 4})").find("num_beams") != std::string::npos);
  BOOST_TEST(problem(R"({"temperature": 0})").find("temperature") != std::string::npos);
  BOOST_TEST(problem(R"({"early_stopping": "soon"})")
                 .find("early_stopping: expected true, false or \"never\"; false is") !=
             std::string::npos);
  BOOST_TEST(problem(R"({"eos_token_id": "</s>"})")
                 .find("eos_token_id: expected an id, a list of ids or null; `graft tokenize`") !=
             std::string::npos);
  BOOST_TEST(
      problem(R"({"num_return_sequences": 2})").find("greedy decoding has one result only") !=
      std::string::npos);
  BOOST_TEST(
      problem(R"({"num_beams": 2, "num_return_sequences": 3})").find("is more than num_beams") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(new_tokens_go_before_the_whole_length) {
  BOOST_TEST(read(R"({"max_new_tokens": 5, "max_length": 3})").last_length(10) == 15);
  BOOST_TEST(read(R"({"max_length": 12})").last_length(10) == 12);
  BOOST_TEST(read("{}").last_length(10) == 110);
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(read(R"({"max_new_tokens": 9223372036854775807})").last_length(10) == kMost);
}

BOOST_AUTO_TEST_CASE(a_folder_gives_its_settings_and_special_tokens) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/config.json", R"({"eos_token_id": 7, "n_layer": 2})");
  graft::Value options = graft::Value::map();
  options.set("eos_token_id", 1);
  options.set("bos_token_id", 3);
  const graft::Value of_config = graft::folder_settings(folder.path(), options);
  BOOST_TEST(of_config.at("eos_token_id").as_int() == 7);
  BOOST_TEST(of_config.at("bos_token_id").as_int() == 3);  // the model's own default
  graft::write_file(folder.path() + "/generation_config.json",
                    R"({"eos_token_id": [7, 8], "top_k": 5, "transformers_version": "4.44.0",
                        "typical_p": 1.0, "bad_words_ids": null})");
  const graft::Value settings = graft::folder_settings(folder.path(), graft::Value::map());
  BOOST_TEST(settings.at("eos_token_id").size() == 2u);
  BOOST_TEST(settings.at("top_k").as_int() == 5);
  BOOST_TEST(settings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_old_folder_has_its_settings_in_the_configuration_of_the_model) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/config.json",
                    R"({"n_layer": 2, "num_beams": 4, "no_repeat_ngram_size": 3})");
  const graft::Value settings = graft::folder_settings(folder.path(), graft::Value::map());
  BOOST_TEST(settings.at("num_beams").as_int() == 4);
  BOOST_TEST(settings.at("no_repeat_ngram_size").as_int() == 3);
  BOOST_TEST(settings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(settings_of_a_folder_that_would_be_ignored_are_refused) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/config.json", "{}");
  graft::write_file(folder.path() + "/generation_config.json",
                    R"({"typical_p": 0.9, "suppress_tokens": [1]})");
  const std::string text =
      graft::problem_text([&] { graft::folder_settings(folder.path(), graft::Value::map()); });
  BOOST_TEST(text.find("typical_p is not supported") != std::string::npos, text);
  BOOST_TEST(text.find("suppress_tokens is not supported") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_request_file_are_listed_with_their_lines) {
  const graft::TemporaryFolder folder;
  const std::string file = folder.path() + "/r.jsonl";
  graft::write_file(file,
                    "{\"input_ids\": [1]}\n"
                    "{\"input_ids\": []}\n"
                    "\n"
                    "{oops}\n"
                    "{\"prompt\": \"a\"}\n"
                    "{\"input_ids\": [1], \"max_new_token\": 3}\n"
                    "[]\n"
                    "{\"top_k\": 3}\n");
  const graft::RequestReader reader(graft::Value::map(), nullptr);
  const auto texts = graft::problem_texts([&] { reader.read(file); });
  const auto says = [&](std::size_t index, const std::string& line, const std::string& message) {
    BOOST_TEST_REQUIRE(index < texts.size());
    BOOST_TEST(texts[index].starts_with(file + ":" + line), texts[index]);
    BOOST_TEST(texts[index].find(message) != std::string::npos, texts[index]);
  };
  BOOST_TEST(texts.size() == 6u);
  says(0, "2", "input_ids is empty");
  says(1, "4", "");
  says(2, "5", "the model folder has no tokenizer files");
  says(3, "6", "max_new_tokens");
  says(4, "7", "expected a request");
  says(5, "8", "expected either `prompt` or `input_ids`");
}

BOOST_AUTO_TEST_SUITE_END()
