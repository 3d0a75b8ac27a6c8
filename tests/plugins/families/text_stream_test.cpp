// Text that comes token by token is the same, and comes as early, as if all of it were decoded
// again for each of them.
#include "framework/generate/text_stream.h"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"
#include "tests/plugins/families/trained_tokenizer.h"

namespace graft {
namespace {

using Ids = std::vector<std::int64_t>;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The new text as far as it is certain: neither half a character nor the beginning of `stop`.
std::string certain_text(const Tokenizer& tokenizer, const Ids& ids, std::size_t prompt_length,
                         const std::string& stop) {
  const std::string whole = generated_text(tokenizer, ids, prompt_length, {}).continuation;
  const std::size_t found = stop.empty() ? std::string::npos : whole.find(stop);
  if (found != std::string::npos) return whole.substr(0, found);
  std::string_view text = whole;
  while (text.ends_with(kReplacement)) text.remove_suffix(kReplacement.size());
  for (std::size_t length = std::min(stop.size(), text.size()); length > 0; --length) {
    if (!text.ends_with(std::string_view(stop).substr(0, length))) continue;
    return std::string(text.substr(0, text.size() - length));
  }
  return std::string(text);
}

void check(const Tokenizer& tokenizer, const Ids& ids, std::size_t prompt_length,
           const std::string& stop) {
  const auto end_of_prompt = ids.begin() + static_cast<std::ptrdiff_t>(prompt_length);
  TextStream stream(tokenizer, {ids.begin(), end_of_prompt}, {stop});
  Ids so_far(ids.begin(), end_of_prompt);
  std::string text;
  std::string expected;
  for (auto id = end_of_prompt; id != ids.end() && !stream.has_stopped(); ++id) {
    so_far.push_back(*id);
    text += stream.add(*id);
    // What was certain once stays so, even where it later looks like half a character.
    const std::string now = certain_text(tokenizer, so_far, prompt_length, stop);
    if (now.size() > expected.size()) expected = now;
    BOOST_REQUIRE_MESSAGE(text == expected, "token " << so_far.size() << ": \"" << text
                                                     << "\" and not \"" << expected << "\"");
  }
  text += stream.finish();
  BOOST_TEST(text == generated_text(tokenizer, so_far, prompt_length, {stop}).continuation);
}

/// Tokens at random, with runs of one sort: of bytes of characters that are cut, of special ones.
Ids random_ids(const Tokenizer& tokenizer, Rng& rng) {
  const auto vocab_size = static_cast<std::uint64_t>(tokenizer.vocab_size());
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  const Ids characters = tokenizer.encode("很好😀 é", plain);
  const Ids special = tokenizer.special_tokens().all;
  Ids ids;
  while (ids.size() < 250) {
    const std::uint64_t sort = rng.below(8);
    for (std::uint64_t length = rng.below(24); length > 0; --length) {
      auto id = static_cast<std::int64_t>(rng.below(vocab_size));
      if (sort == 0) id = characters[rng.below(characters.size())];
      if (sort == 1 && !special.empty()) id = special[rng.below(special.size())];
      ids.push_back(id);
    }
  }
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_token_by_token)

BOOST_AUTO_TEST_CASE(every_tokenizer_gives_the_same_as_all_tokens_at_once) {
  for (const TokenizerChoice& choice :
       {TokenizerChoice{"byte-bpe", R"({"vocab_size": 320})"},
        TokenizerChoice{"byte-bpe", R"({"vocab_size": 700, "flavour": "clip"})"},
        TokenizerChoice{"bytes", "{}"},
        TokenizerChoice{"sentencepiece", R"({"vocab_size": 380, "style": "llama"})"},
        TokenizerChoice{"sentencepiece", R"({"vocab_size": 180, "style": "t5"})"},
        TokenizerChoice{"wordpiece", R"({"vocab_size": 200})"}}) {
    BOOST_TEST_CONTEXT(choice.name << " " << choice.options) {
      const auto tokenizer = trained(choice);
      Rng rng(11);
      for (int i = 0; i < 12; ++i) {
        const Ids ids = random_ids(*tokenizer, rng);
        check(*tokenizer, ids, rng.below(30), i % 2 == 0 ? "" : " a");
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
