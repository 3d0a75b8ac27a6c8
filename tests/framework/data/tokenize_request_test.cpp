#include "framework/data/tokenize_request.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/plugins/tiny/tokenizer.h"
#include "tests/support/problem_texts.h"

namespace {

/// Puts its end token behind each text.
class Ended : public graft::Letters {
 public:
  graft::TokenizedInput assemble(const std::vector<std::int64_t>& first,
                                 const std::vector<std::int64_t>* second) const override {
    graft::TokenizedInput input;
    input.ids = first;
    input.ids.push_back(128);
    input.token_type_ids.assign(input.ids.size(), 0);
    if (second == nullptr) return input;
    input.ids.insert(input.ids.end(), second->begin(), second->end());
    input.ids.push_back(128);
    input.token_type_ids.resize(input.ids.size(), 1);
    return input;
  }
};

std::string result_of(const std::string& request, bool add_special_tokens = true) {
  graft::EncodeOptions options;
  options.add_special_tokens = add_special_tokens;
  const Ended tokenizer;
  const auto read = graft::read_tokenize_request(graft::parse_json(request));
  return graft::describe_tokens(tokenizer, graft::tokenize(tokenizer, read, options));
}

std::string error_of(const std::string& request) {
  return graft::problem_text([&request] { result_of(request); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokenize_request)

BOOST_AUTO_TEST_CASE(a_text_becomes_ids_tokens_and_text_again) {
  BOOST_TEST(
      result_of(R"({"text": "ab"})") ==
      R"({"ids": [97, 98, 128], "tokens": ["a", "b", "<end>"], "token_type_ids": [0, 0, 0], )"
      R"("decoded": "ab<end>", "decoded_skip_special": "ab"})");
  BOOST_TEST(result_of(R"({"text": ""})", false) ==
             R"({"ids": [], "tokens": [], "token_type_ids": [], "decoded": "", )"
             R"("decoded_skip_special": ""})");
}

BOOST_AUTO_TEST_CASE(the_second_text_of_a_pair_has_type_one) {
  BOOST_TEST(result_of(R"({"text": "ab", "text_pair": "c"})") ==
             R"({"ids": [97, 98, 128, 99, 128], "tokens": ["a", "b", "<end>", "c", "<end>"], )"
             R"("token_type_ids": [0, 0, 0, 1, 1], "decoded": "ab<end>c<end>", )"
             R"("decoded_skip_special": "abc"})");
  BOOST_TEST(result_of(R"({"text": "a", "text_pair": "c"})", false).find("[0, 1]") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(special_tokens_count_and_stay_when_texts_are_cut) {
  BOOST_TEST(result_of(R"({"text": "abcd", "max_length": 3})").find(R"("decoded": "ab<end>")") !=
             std::string::npos);
  BOOST_TEST(result_of(R"({"text": "abcd", "text_pair": "ef", "max_length": 6})")
                 .find(R"("decoded": "ab<end>ef<end>")") != std::string::npos);
  BOOST_TEST(result_of(R"({"text": "ab", "text_pair": "cdef", "max_length": 5,
                           "truncation": "only_second"})")
                 .find(R"("decoded": "ab<end>c<end>")") != std::string::npos);
  BOOST_TEST(result_of(R"({"text": "ab", "max_length": 9})").find(R"("decoded": "ab<end>")") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_keys_are_left_alone) {
  BOOST_TEST(result_of(R"({"text": "a", "label": 1, "ids": [5]})").find("[97, 128]") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_requests_say_what_was_expected) {
  BOOST_TEST(error_of("[]") == "error: expected an object, got a list; write {\"text\": \"…\"}");
  BOOST_TEST(error_of("{}") == "error: there is no `text`; write {\"text\": \"…\"}");
  BOOST_TEST(error_of(R"({"text": 1})") == "error: `text`: expected a string, got an integer");
  BOOST_TEST(error_of(R"({"text": "a", "text_pair": null})") ==
             "error: `text_pair`: expected a string, got null");
  BOOST_TEST(error_of(R"({"text": "a", "max_lenght": 3})") ==
             "error: unknown key `max_lenght`; did you mean `max_length`?");
  BOOST_TEST(error_of(R"({"text": "a", "max_length": -1})") ==
             "error: `max_length`: expected a number of tokens, 0 or more");
  BOOST_TEST(error_of(R"({"text": "a", "truncation": "only_first"})") ==
             "error: `truncation` needs `max_length`; add it");
  BOOST_TEST(error_of(R"({"text": "a", "max_length": 0})") ==
             "error: max_length 0 leaves no room for 1 special tokens; raise it");
}

BOOST_AUTO_TEST_SUITE_END()
