#include "graft/roles/tokenizer.h"

#include "graft/text/words.h"

namespace graft {

Tokenizer::~Tokenizer() = default;

std::vector<TokenSpan> Tokenizer::encode_with_spans(std::string_view text) const {
  constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};
  std::vector<TokenSpan> tokens;
  for (const TextWord& word : text_words(text)) {
    std::string read = word.after_space ? " " : "";
    read += text.substr(word.begin, word.end - word.begin);
    for (const std::int64_t id : encode(read, kPlain)) tokens.push_back({id, word.begin, word.end});
  }
  return tokens;
}

bool Tokenizer::starts_word(std::int64_t) const { return true; }

TokenizedInput Tokenizer::assemble(const std::vector<std::int64_t>& first,
                                   const std::vector<std::int64_t>* second) const {
  TokenizedInput input;
  input.ids = first;
  input.token_type_ids.assign(first.size(), 0);
  if (second != nullptr) {
    input.ids.insert(input.ids.end(), second->begin(), second->end());
    input.token_type_ids.resize(input.ids.size(), 1);
  }
  return input;
}

TokenTraits token_traits(const Tokenizer& tokenizer) {
  TokenTraits traits;
  traits.special = tokenizer.special_tokens();
  traits.vocab_size = tokenizer.vocab_size();
  const auto size = static_cast<std::size_t>(traits.vocab_size);
  traits.is_special.assign(size, false);
  const auto mark = [&traits](std::int64_t id) {
    if (id >= 0 && id < traits.vocab_size) traits.is_special[static_cast<std::size_t>(id)] = true;
  };
  const SpecialTokens& special = traits.special;
  for (const auto& id : {special.bos, special.eos, special.pad, special.unknown, special.mask,
                         special.cls, special.sep, special.image}) {
    if (id) mark(*id);
  }
  for (const std::int64_t id : special.sentinels) mark(id);
  for (const std::int64_t id : special.all) mark(id);
  traits.starts_word.resize(size);
  for (std::size_t id = 0; id < size; ++id) {
    traits.starts_word[id] = tokenizer.starts_word(static_cast<std::int64_t>(id));
  }
  return traits;
}

}  // namespace graft
