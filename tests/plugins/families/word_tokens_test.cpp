// The tokens of single words are those of the text that the words make.
#include "framework/data/word_tokens.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/families/trained_tokenizer.h"

namespace graft {
namespace {

using Ids = std::vector<std::int64_t>;

constexpr TokenizerChoice kChoices[] = {
    {"byte-bpe", R"({"vocab_size": 320})"},
    {"bytes", "{}"},
    {"sentencepiece", R"({"vocab_size": 380, "style": "llama"})"},
    {"sentencepiece", R"({"vocab_size": 180, "style": "t5"})"},
    {"wordpiece", R"({"vocab_size": 200})"}};

Ids joined(const std::vector<Ids>& words) {
  Ids ids;
  for (const Ids& word : words) ids.insert(ids.end(), word.begin(), word.end());
  return ids;
}

Ids encode(const Tokenizer& tokenizer, const std::string& text) {
  return tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokens_of_words)

BOOST_AUTO_TEST_CASE(words_with_spaces_have_the_tokens_of_their_text) {
  for (const TokenizerChoice& choice : kChoices) {
    BOOST_TEST_CONTEXT(choice.name << " " << choice.options) {
      const auto tokenizer = trained(choice);
      const auto words = tokenize_words({"The", "cat's", "hats", "two", "123"}, *tokenizer);
      BOOST_TEST(words.size() == 5u);
      BOOST_TEST(joined(words) == encode(*tokenizer, "The cat's hats two 123"),
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(words_of_scripts_without_spaces_have_none_between_them) {
  for (const TokenizerChoice& choice : kChoices) {
    BOOST_TEST_CONTEXT(choice.name << " " << choice.options) {
      const auto tokenizer = trained(choice);
      const auto words = tokenize_words({"今天", "天气", "很好"}, *tokenizer);
      for (const Ids& word : words) {
        BOOST_TEST_REQUIRE(!word.empty());
        const std::string first = tokenizer->decode({word.front()}, false);
        BOOST_TEST(first.find_first_not_of(' ') != std::string::npos);
      }
      std::string text = tokenizer->decode(joined(words), true);
      if (std::string_view(choice.name) == "wordpiece") std::erase(text, ' ');
      BOOST_TEST(text == "今天天气很好");
    }
  }
}

BOOST_AUTO_TEST_CASE(spans_lie_in_the_text_in_order_and_have_the_ids_of_the_text) {
  // With symbols inside words, and an accent that is a character.
  const std::string text = "The cat's hat, 今天 naïve 😀 two 5€ 10°C £30m cafe\u0301";
  for (const TokenizerChoice& choice : kChoices) {
    BOOST_TEST_CONTEXT(choice.name << " " << choice.options) {
      const auto tokenizer = trained(choice);
      Ids ids;
      std::size_t begin = 0;
      std::string covered = text;
      for (const TokenSpan& token : tokenizer->encode_with_spans(text)) {
        ids.push_back(token.id);
        BOOST_TEST_REQUIRE((begin <= token.begin && token.begin <= token.end));
        BOOST_TEST_REQUIRE(token.end <= text.size());
        begin = token.begin;
        std::fill(covered.begin() + static_cast<std::ptrdiff_t>(token.begin),
                  covered.begin() + static_cast<std::ptrdiff_t>(token.end), ' ');
      }
      BOOST_TEST(covered == std::string(text.size(), ' '));
      BOOST_TEST(ids == encode(*tokenizer, text), boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
