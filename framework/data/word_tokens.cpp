#include "framework/data/word_tokens.h"

#include <utility>

#include "graft/utf8.h"

namespace graft {

namespace {

std::vector<std::int64_t> encode(const Tokenizer& tokenizer, const std::string& text) {
  return tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
}

/// Whether a word that is read alone has the tokens that it has behind a space.
bool reads_words_alone(const Tokenizer& tokenizer) {
  std::vector<std::int64_t> two = encode(tokenizer, "a");
  two.insert(two.end(), two.begin(), two.end());
  return encode(tokenizer, "a a") == two;
}

}  // namespace

std::vector<std::vector<std::int64_t>> tokenize_words(const std::vector<std::string>& words,
                                                      const Tokenizer& tokenizer) {
  const std::string space = reads_words_alone(tokenizer) ? "" : " ";
  std::vector<std::vector<std::int64_t>> tokens;
  for (const std::string& word : words) {
    const bool is_unspaced = begins_unspaced(word);
    std::vector<std::int64_t> ids =
        encode(tokenizer, tokens.empty() || is_unspaced ? word : space + word);
    // A space that the tokenizer adds stands in no text between such words.
    if (is_unspaced && ids.size() > 1 &&
        tokenizer.decode({ids.front()}, false).find_first_not_of(' ') == std::string::npos) {
      ids.erase(ids.begin());
    }
    tokens.push_back(std::move(ids));
  }
  return tokens;
}

}  // namespace graft
