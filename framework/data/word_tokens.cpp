#include "framework/data/word_tokens.h"

#include "graft/utf8.h"

namespace graft {

std::vector<std::vector<std::int64_t>> tokenize_words(const std::vector<std::string>& words,
                                                      const Tokenizer& tokenizer) {
  constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};
  std::vector<std::vector<std::int64_t>> tokens;
  for (const std::string& word : words) {
    const bool has_space = !tokens.empty() && !begins_unspaced(word);
    tokens.push_back(tokenizer.encode(has_space ? " " + word : word, kPlain));
  }
  return tokens;
}

}  // namespace graft
