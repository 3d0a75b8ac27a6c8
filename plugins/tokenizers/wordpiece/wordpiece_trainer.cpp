#include "wordpiece_trainer.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graft/text/pair_counts.h"
#include "graft/text/word_counts.h"
#include "graft/utf8.h"
#include "word_reader.h"

namespace graft {

namespace {

using TokenNumbers = std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>>;

/// Calls `use` with each character of valid UTF-8 and whether it goes on the word.
template <typename Use>
void for_each_character(std::string_view word, const Use& use) {
  for (std::size_t begin = 0; begin < word.size();) {
    std::size_t end = begin + 1;
    while (end < word.size() && continues_character(word[end])) ++end;
    use(word.substr(begin, end - begin), begin > 0);
    begin = end;
  }
}

WordCounts count_text_words(const WordPieceModel& model, const TextSource& texts) {
  const BertNormalizer normalizer(model.normalizer);
  const auto longest = static_cast<std::size_t>(model.max_input_chars_per_word);
  return count_words(texts, [&](std::string_view text, WordCounts& counts) {
    WordReader words(normalizer, text, longest);
    while (words.next()) {
      if (!words.is_too_long()) counts.add(words.word());
    }
  });
}

struct CharacterUse {
  std::int64_t count = 0;
  bool goes_on = false;  // somewhere in a word
};

/// The characters that get tokens, in the order of their code points: the most frequent ones for
/// which there is room.
std::map<std::string, CharacterUse> choose_alphabet(const WordPieceOptions& options,
                                                    const WordCounts& words, std::int64_t room) {
  std::map<std::string, CharacterUse, std::less<>> uses;
  for (std::size_t i = 0; i < words.size(); ++i) {
    for_each_character(words.word(i), [&](std::string_view character, bool goes_on) {
      auto found = uses.find(character);
      if (found == uses.end()) found = uses.emplace(character, CharacterUse{}).first;
      found->second.count += words.count(i);
      found->second.goes_on |= goes_on;
    });
  }
  std::vector<std::pair<std::string, CharacterUse>> by_count(uses.begin(), uses.end());
  std::stable_sort(by_count.begin(), by_count.end(), [](const auto& left, const auto& right) {
    return left.second.count > right.second.count;
  });
  std::map<std::string, CharacterUse> alphabet;
  for (const auto& [character, use] : by_count) {
    const bool is_full = options.limit_alphabet && std::ssize(alphabet) >= *options.limit_alphabet;
    room -= use.goes_on ? 2 : 1;
    if (is_full || room < 0 || use.count < options.min_frequency) break;
    alphabet.emplace(character, use);
  }
  return alphabet;
}

/// Tokens by number, and back.
struct TokenList {
  std::vector<std::string> texts;
  TokenNumbers numbers;

  std::int32_t add(const std::string& text) {
    const auto [entry, is_new] = numbers.emplace(text, static_cast<std::int32_t>(texts.size()));
    if (is_new) texts.push_back(text);
    return entry->second;
  }
};

/// Words as characters. Those of one character have no pairs and are left out.
CountedWords to_tokens(const WordCounts& counts, const TokenNumbers& numbers) {
  CountedWords words;
  std::vector<std::int32_t> tokens;
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    tokens.clear();
    bool is_known = true;
    for_each_character(counts.word(i), [&](std::string_view character, bool goes_on) {
      text.assign(goes_on ? kContinuation : std::string_view());
      text += character;
      const auto found = numbers.find(text);
      is_known = is_known && found != numbers.end();
      if (is_known) tokens.push_back(found->second);
    });
    if (is_known && tokens.size() > 1) words.add(tokens, counts.count(i));
  }
  return words;
}

void learn_pieces(const WordPieceOptions& options, CountedWords words, TokenList& tokens) {
  const auto size = static_cast<std::size_t>(options.vocab_size);
  const std::size_t num_special = options.all_special_tokens().size();
  PairCounts counts(std::move(words), tokens.texts);
  TokenPair best;
  while (tokens.texts.size() < size && counts.take_best(options.min_frequency, best)) {
    const std::string& right = tokens.texts[static_cast<std::size_t>(best.right)];
    const std::string text =
        tokens.texts[static_cast<std::size_t>(best.left)] + right.substr(kContinuation.size());
    // Two ways to the same text, ab + ##c and a + ##bc, share one token. Special tokens stay free.
    const std::int32_t merged = tokens.add(text);
    if (static_cast<std::size_t>(merged) >= num_special) counts.merge(best, merged);
  }
}

void set_roles(const WordPieceOptions& options, TokenInventory& tokens) {
  const auto id_of = [&tokens](const std::optional<std::string>& token) {
    return token ? tokens.vocabulary.id_of(*token) : std::nullopt;
  };
  SpecialTokens& roles = tokens.special_tokens;
  roles.pad = id_of(options.pad_token);
  roles.unknown = id_of(options.unk_token);
  roles.cls = id_of(options.cls_token);
  roles.sep = id_of(options.sep_token);
  roles.mask = id_of(options.mask_token);
  roles.bos = id_of(options.bos_token);
  roles.eos = id_of(options.eos_token);
  roles.image = id_of(options.image_token);
}

}  // namespace

WordPieceModel train_wordpiece(const WordPieceOptions& options, const TextSource& texts) {
  check_wordpiece_options(options);
  WordPieceModel model;
  model.normalizer.lowercase = options.lowercase;
  model.normalizer.strip_accents = options.strip_accents;
  model.normalizer.tokenize_chinese_chars = options.tokenize_chinese_chars;

  TokenList tokens;
  for (const std::string& token : options.all_special_tokens()) {
    AddedToken added;
    added.id = tokens.add(token);
    added.content = token;
    added.special = true;
    model.tokens.added_tokens.emplace(added.id, added);
  }
  const WordCounts words = count_text_words(model, texts);
  const auto alphabet =
      choose_alphabet(options, words, options.vocab_size - std::ssize(tokens.texts));
  for (const auto& entry : alphabet) tokens.add(entry.first);
  for (const auto& [character, use] : alphabet) {
    if (use.goes_on) tokens.add(std::string(kContinuation) + character);
  }
  learn_pieces(options, to_tokens(words, tokens.numbers), tokens);
  for (const std::string& text : tokens.texts) {
    model.tokens.vocabulary.add(text, model.tokens.vocabulary.size());
  }
  model.num_pieces = model.tokens.vocabulary.size();
  set_roles(options, model.tokens);
  return model;
}

}  // namespace graft
