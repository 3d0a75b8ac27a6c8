// A text of megabytes that holds one character over and over takes as long as ten of a tenth of its
// size, whatever the tokenizer.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include "graft/sanitizers.h"
#include "tests/plugins/families/trained_tokenizer.h"

namespace graft {
namespace {

constexpr std::size_t kParts = 10;
constexpr double kMost = 5.0;  // times as long; 1 is linear, 10 quadratic

#if GRAFT_ADDRESS_SANITIZER || GRAFT_THREAD_SANITIZER
constexpr std::size_t kMegabyte = std::size_t{64} << 10;
#else
constexpr std::size_t kMegabyte = std::size_t{1} << 20;
#endif

struct Choice {
  TokenizerChoice tokenizer;
  std::size_t megabytes = 10;
  bool keeps_text = false;  // decoding gives every text back
};

// The library of SentencePiece holds 230 bytes for each token of a text.
constexpr Choice kChoices[] = {
    {{"byte-bpe", R"({"vocab_size": 320})"}, 10, true},
    {{"byte-bpe", R"({"vocab_size": 600, "flavour": "clip"})"}, 10, false},
    {{"bytes", "{}"}, 10, true},
    {{"sentencepiece", R"({"vocab_size": 380, "style": "llama"})"}, 2, false},
    {{"sentencepiece", R"({"vocab_size": 180, "style": "t5"})"}, 2, false},
    {{"wordpiece", R"({"vocab_size": 200})"}, 10, false}};

/// The last two: a zero byte, and half of a pair of surrogates.
const std::vector<std::string> kCharacters = {
    "a", " ", "\n", "天", "😀", std::string(1, '\0'), "\xed\xa0\x80"};

std::string repeated(const std::string& character, std::size_t size) {
  std::string text;
  text.reserve(size + character.size());
  while (text.size() < size) text += character;
  return text;
}

/// Of this process, without what the system does for it.
double user_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

using Ids = std::vector<std::int64_t>;

/// The ids of each text, which are kept so that as much memory is touched whatever its length.
std::vector<Ids> encode(const Tokenizer& tokenizer, const std::string& text, std::size_t times) {
  std::vector<Ids> found;
  for (std::size_t i = 0; i < times; ++i) {
    found.push_back(
        tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = false}));
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(long_texts)

BOOST_AUTO_TEST_CASE(one_character_over_and_over_takes_linear_time) {
  for (const Choice& choice : kChoices) {
    const auto tokenizer = trained(choice.tokenizer);
    for (std::size_t i = 0; i < kCharacters.size(); ++i) {
      BOOST_TEST_CONTEXT(choice.tokenizer.name << " " << choice.tokenizer.options << ", character "
                                               << i) {
        const std::size_t size = choice.megabytes * kMegabyte;
        const std::string text = repeated(kCharacters[i], size);
        const double start = user_seconds();
        encode(*tokenizer, repeated(kCharacters[i], size / kParts), kParts);
        const double middle = user_seconds();
        const std::vector<Ids> ids = encode(*tokenizer, text, 1);
        const double end = user_seconds();
        BOOST_TEST(end - middle < 0.1 + kMost * (middle - start));
        // Half of a pair is no UTF-8, which decoded texts always are.
        if (choice.keeps_text && i + 1 < kCharacters.size()) {
          BOOST_TEST((tokenizer->decode(ids.front(), false) == text));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
