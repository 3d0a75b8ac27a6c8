#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/framework/cli/small_folders.h"

namespace graft {
namespace {

const std::string kReader =
    R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "max_positions": 24,
        "initializer_range": 0.4})";
const std::string kWriter =
    R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "max_positions": 24,
        "initializer_range": 0.4, "bos_token_id": 0, "eos_token_id": 0})";

const HeadSpec kLabels = {HeadKind::kSequenceClassification, {"sad", "glad"}};
const HeadSpec kTags = {HeadKind::kTokenClassification, {"name", "other"}};
const HeadSpec kAnswers = {HeadKind::kQuestionAnswering, {}, ""};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(predict_command_on_wrong_input, SmallFolders)

BOOST_AUTO_TEST_CASE(long_texts_are_cut_for_a_label_and_refused_where_each_token_counts) {
  const std::string text = std::string(60, 'q');
  save("autoencoding", kLabels, kReader);
  BOOST_TEST(is_near(predict({R"({"text": ")" + text + R"("})"}).front(),
                     predict({R"({"text": ")" + text.substr(0, 22) + R"("})"}).front()));
  save("autoencoding", HeadSpec{}, kReader);
  BOOST_TEST(complaint({R"({"text": "<mask>)" + text + R"("})"}) ==
             "FILE:1: error: the text has 63 tokens, the model reads 24; shorten it\n");
  save("autoregressive", HeadSpec{}, kWriter);
  BOOST_TEST(complaint({R"({"text": ")" + text + R"("})"}) ==
             "FILE:1: error: the text has 60 tokens, the model reads 24; shorten it\n");
}

BOOST_AUTO_TEST_CASE(wrong_rows_are_named_with_file_and_line) {
  save("autoencoding", kLabels, kReader);
  const std::string missing = R"(error: expected a string `text`; write {"text": …})";
  BOOST_TEST(
      complaint({R"({"text": "a"})", R"({"words": 1})", R"({"text": 1})", R"({"text": ""})"}) ==
      "FILE:2: " + missing + "\nFILE:3: " + missing +
          "\nFILE:4: error: `text` is empty; give it words\n");
  BOOST_TEST(complaint({R"({"text": "a")"}).starts_with("FILE:1:"));

  save("autoencoding", kTags, kReader);
  const std::string tags =
      complaint({R"({"tokens": []})", R"({"tokens": ["a", ""]})", R"({"tokens": "a"})",
                 R"({"tokens": [1]})", R"({"text": ""})"});
  for (const char* part :
       {"FILE:1: error: there is no word", "FILE:2: error: a word of `tokens` is empty",
        "FILE:3: error: `tokens` is no list of words",
        "FILE:4: error: `tokens` is no list of words", "FILE:5: error: there is no word"}) {
    BOOST_TEST(holds(tags, part), tags);
  }

  save("autoencoding", kAnswers, kReader);
  const std::string answers = complaint(
      {R"({"question": "a"})", R"({"context": "a"})", R"({"question": "a", "context": ""})"});
  for (const char* part :
       {"FILE:1: error: expected a string `context`", "FILE:2: error: expected a string `question`",
        "FILE:3: error: `context` is empty"}) {
    BOOST_TEST(holds(answers, part), answers);
  }

  save("autoencoding", HeadSpec{}, kReader);
  BOOST_TEST(complaint({R"({"text": "a cat"})"}) ==
             "FILE:1: error: `text` has no <mask>; write one where a word is to be found\n");
}

BOOST_AUTO_TEST_CASE(what_is_missing_around_the_rows_is_named) {
  save("autoencoding", kLabels, kReader, false);
  BOOST_TEST(holds(complaint({R"({"text": "a"})"}), "the model folder has no tokenizer files"));
  BOOST_TEST(run("predict", {}).errors ==
             "error: `--input` is missing; name a file of JSON lines\n");
  const ProgramResult gone = run("predict", {"--input", folder.path("gone.jsonl")});
  BOOST_TEST(gone.exit_code == 2);
  BOOST_TEST(holds(gone.errors, "gone.jsonl"), gone.errors);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
