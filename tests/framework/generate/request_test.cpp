#include "framework/generate/request.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

/// Mistakes of a file of requests to a model with 8 ids and 4 positions, without a tokenizer.
struct Requests {
  std::vector<GenerationRequest> read(const std::string& lines) const {
    PromptLimits limits;
    limits.vocab_size = 8;
    limits.max_positions = 4;
    return RequestReader(Value::map(), nullptr, limits).read(folder.write("r.jsonl", lines));
  }
  std::string mistake(const std::string& lines) const {
    std::string text = problem_text([&] { (void)read(lines); });
    const std::string place = folder.path("r.jsonl");
    return text.starts_with(place) ? text.substr(place.size()) : text;
  }
  TemporaryFolder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(generation_requests, Requests)

BOOST_AUTO_TEST_CASE(a_request_knows_its_line) {
  const auto requests = read("{\"input_ids\": [7]}\n\n{\"input_ids\": [0, 1, 2, 3]}\n");
  BOOST_REQUIRE(requests.size() == 2);
  BOOST_TEST(requests[0].line == 1);
  BOOST_TEST(requests[1].line == 3);
}

BOOST_AUTO_TEST_CASE(what_the_model_cannot_read_is_named_with_its_line) {
  BOOST_TEST(mistake("{\"input_ids\": [1]}\n{\"input_ids\": [1, 2, 8]}\n") ==
             ":2: error: id 8 at position 2 of the prompt, but the model has the ids 0 to 7; check "
             "that tokenizer and model have the same vocabulary");
  BOOST_TEST(mistake("{\"input_ids\": [-1]}").starts_with(":1: error: id -1 at position 0 "));
  BOOST_TEST(mistake("{\"input_ids\": [1, 1, 1, 1, 1]}") ==
             ":1: error: the prompt has 5 tokens, but the model has 4 positions; shorten the "
             "prompt");
  BOOST_TEST(mistake("{\"input_ids\": [1, 1], \"max_length\": 2}")
                 .starts_with(":1: error: the prompt has 2 tokens and max_length is 2; "));
}

BOOST_AUTO_TEST_CASE(new_tokens_may_pass_the_positions) {
  BOOST_TEST(read("{\"input_ids\": [1, 1, 1, 1], \"max_new_tokens\": 9}").size() == 1);
}

BOOST_AUTO_TEST_CASE(public_settings_without_effect_may_be_given) {
  BOOST_TEST(read("{\"input_ids\": [1], \"typical_p\": 1.0, \"use_cache\": true, "
                  "\"bad_words_ids\": null, \"renormalize_logits\": false}")
                 .size() == 1);
  BOOST_TEST(mistake("{\"input_ids\": [1], \"typical_p\": 0.5}") ==
             ":1: error: typical_p is not supported; remove it");
}

BOOST_AUTO_TEST_CASE(a_misspelt_prompt_gets_the_right_word) {
  BOOST_TEST(mistake("{\"promt\": \"a\"}") ==
             ":1: error: expected either `prompt` or `input_ids`; did you mean `prompt` in place "
             "of `promt`?");
  BOOST_TEST(mistake("{\"top_k\": 3}") ==
             ":1: error: expected either `prompt` or `input_ids`; write {\"prompt\": \"…\"}");
  BOOST_TEST(mistake("{\"prompt\": \"a\", \"input_ids\": [1]}") ==
             ":1: error: expected either `prompt` or `input_ids`; remove one of them");
}

BOOST_AUTO_TEST_CASE(a_wrong_type_is_named_with_its_key) {
  BOOST_TEST(mistake("{\"prompt\": 7}") == ":1: error: prompt: expected a string, got an integer");
  BOOST_TEST(mistake("{\"input_ids\": \"a\"}") ==
             ":1: error: input_ids: expected a list of ids, got a string");
  BOOST_TEST(mistake("{\"input_ids\": [1, \"a\"]}") ==
             ":1: error: input_ids[1]: expected an id, got a string");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
