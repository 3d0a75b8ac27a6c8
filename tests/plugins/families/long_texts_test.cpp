// Texts of ten megabytes that hold one character over and over take ten times as long as those of
// one, whatever the tokenizer.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/sanitizers.h"
#include "tests/plugins/families/trained_tokenizer.h"

namespace graft {
namespace {

#if GRAFT_ADDRESS_SANITIZER || GRAFT_THREAD_SANITIZER
constexpr std::size_t kMegabyte = std::size_t{64} << 10;
#else
constexpr std::size_t kMegabyte = std::size_t{1} << 20;
#endif
constexpr std::size_t kMegabytes = 10;
constexpr double kMost = 40.0;  // linear: 10; quadratic: 100

struct Choice {
  TokenizerChoice tokenizer;
  bool keeps_text = false;  // decoding gives every text back
};

constexpr Choice kChoices[] = {
    {{"byte-bpe", R"({"vocab_size": 320})"}, true},
    {{"byte-bpe", R"({"vocab_size": 600, "flavour": "clip"})"}, false},
    {{"bytes", "{}"}, true},
    {{"sentencepiece", R"({"vocab_size": 380, "style": "llama"})"}, false},
    {{"sentencepiece", R"({"vocab_size": 180, "style": "t5"})"}, false},
    {{"wordpiece", R"({"vocab_size": 200})"}, false}};

/// The last two: a zero byte, and half of a pair of surrogates.
const std::vector<std::string> kCharacters = {
    "a", " ", "\n", "天", "😀", std::string(1, '\0'), "\xed\xa0\x80"};

std::string repeated(const std::string& character, std::size_t size) {
  std::string text;
  text.reserve(size + character.size());
  while (text.size() < size) text += character;
  return text;
}

struct Encoded {
  std::vector<std::int64_t> ids;
  double seconds = 0.0;
};

Encoded encode(const Tokenizer& tokenizer, const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  Encoded encoded;
  encoded.ids =
      tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
  encoded.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return encoded;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(long_texts)

BOOST_AUTO_TEST_CASE(one_character_over_and_over_takes_linear_time) {
  for (const Choice& choice : kChoices) {
    const auto tokenizer = trained(choice.tokenizer);
    for (std::size_t i = 0; i < kCharacters.size(); ++i) {
      BOOST_TEST_CONTEXT(choice.tokenizer.name << " " << choice.tokenizer.options << ", character "
                                               << i) {
        const std::string text = repeated(kCharacters[i], kMegabytes * kMegabyte);
        const Encoded whole = encode(*tokenizer, text);
        double part = 0.0;  // the quickest of three: the machine does other things, too
        for (int round = 0; round < 3; ++round) {
          const double seconds = encode(*tokenizer, repeated(kCharacters[i], kMegabyte)).seconds;
          part = round == 0 ? seconds : std::min(part, seconds);
        }
        BOOST_TEST(whole.seconds < 0.05 + kMost * part);
        // Half of a pair is no UTF-8, which decoded texts always are.
        if (choice.keeps_text && i + 1 < kCharacters.size()) {
          BOOST_TEST((tokenizer->decode(whole.ids, false) == text));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
