#include "bpe_trainer.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "byte_alphabet.h"
#include "graft/text/pair_counts.h"
#include "graft/text/word_counts.h"
#include "pretokenizer.h"

namespace graft {

namespace {

constexpr std::size_t kLongestWord = 128;  // bytes

/// Where the part of a word ends that begins at `begin`: in front of a character, if the bytes are
/// UTF-8.
std::size_t part_end(std::string_view word, std::size_t begin) {
  if (word.size() - begin <= kLongestWord) return word.size();
  const auto continues = [word](std::size_t i) { return (word[i] & 0xc0) == 0x80; };
  const std::size_t longest = begin + kLongestWord;
  std::size_t end = longest;
  while (longest - end < 3 && continues(end)) --end;
  return continues(end) ? longest : end;
}

/// Adds the words of a piece of text.
void count_pretokens(std::string_view text, WordCounts& counts) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::string_view word = next_pretoken(text, offset);
    offset += word.size();
    for (std::size_t begin = 0; begin < word.size();) {
      const std::size_t end = part_end(word, begin);
      counts.add(word.substr(begin, end - begin));
      begin = end;
    }
  }
}

/// Words as byte tokens. Those of one byte have no pairs and are left out.
CountedWords to_tokens(const WordCounts& counts) {
  std::vector<std::int32_t> token_of(256);
  for (std::size_t i = 0; i < 256; ++i) {
    token_of[static_cast<unsigned char>(byte_order()[i])] = static_cast<std::int32_t>(i);
  }
  CountedWords words;
  std::vector<std::int32_t> tokens;
  for (std::size_t index = 0; index < counts.size(); ++index) {
    const std::string_view word = counts.word(index);
    if (word.size() < 2) continue;
    tokens.clear();
    for (const char byte : word) tokens.push_back(token_of[static_cast<unsigned char>(byte)]);
    words.add(tokens, counts.count(index));
  }
  return words;
}

void check_options(const ByteBpeOptions& options) {
  std::vector<Problem> problems;
  const std::vector<std::string> tokens = options.all_special_tokens();
  const auto special = static_cast<std::int64_t>(tokens.size());
  if (options.vocab_size < 256 + special) {
    problems.push_back({"", 0, 0, "out-of-range",
                        "byte-bpe: vocab_size " + std::to_string(options.vocab_size) +
                            " leaves no room for 256 bytes and " + std::to_string(special) +
                            " special tokens",
                        "write at least " + std::to_string(256 + special)});
  }
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    const auto bytes = read_spelling(*token);
    const bool is_byte = bytes && bytes->size() == 1;
    const bool repeated = std::find(tokens.begin(), token, *token) != token;
    if (!token->empty() && !is_byte && !repeated) continue;
    const char* const what = token->empty() ? " is empty" : is_byte ? " spells a byte" : " repeats";
    problems.push_back({"", 0, 0, "bad-token", "byte-bpe: special token \"" + *token + "\"" + what,
                        "write a name that no text has, such as \"<|endoftext|>\""});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

/// Merges the most frequent pairs until `tokens` has `size` entries (bytes by token) or no pair is
/// frequent enough. Spellings of special tokens stay free.
std::vector<Merge> learn_merges(const ByteBpeOptions& options, std::size_t size, CountedWords words,
                                std::vector<std::string>& tokens) {
  std::unordered_map<std::string, std::int32_t> token_of;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    token_of.emplace(tokens[i], static_cast<std::int32_t>(i));
  }
  const std::vector<std::string> special = options.all_special_tokens();
  const auto is_special = [&special](const std::string& bytes) {
    return std::find(special.begin(), special.end(), spell_bytes(bytes)) != special.end();
  };
  std::vector<Merge> merges;
  PairCounts counts(std::move(words), tokens);
  TokenPair best;
  while (tokens.size() < size && counts.take_best(options.min_frequency, best)) {
    const std::string bytes =
        tokens[static_cast<std::size_t>(best.left)] + tokens[static_cast<std::size_t>(best.right)];
    if (is_special(bytes)) continue;
    // Two ways to the same bytes, ab + c and a + bc, share one token.
    const auto [token, is_new] = token_of.emplace(bytes, static_cast<std::int32_t>(tokens.size()));
    if (is_new) tokens.push_back(bytes);
    merges.push_back({best.left, best.right, token->second});
    counts.merge(best, token->second);
  }
  return merges;
}

}  // namespace

Schema<ByteBpeOptions> ByteBpeOptions::schema() {
  return Schema<ByteBpeOptions>()
      .field("vocab_size", &ByteBpeOptions::vocab_size,
             "number of ids: 256 bytes, merged tokens and special tokens",
             in_range(256, static_cast<double>(Vocabulary::kMaxId)))
      .field("min_frequency", &ByteBpeOptions::min_frequency,
             "pairs that occur less often in the training text are not merged", at_least(1))
      .field("special_tokens", &ByteBpeOptions::special_tokens,
             "they get the last ids; the first one begins and ends texts")
      .field("pad_token", &ByteBpeOptions::pad_token,
             "special token that fills short rows, e.g. <pad>")
      .field("mask_token", &ByteBpeOptions::mask_token,
             "special token in place of one that is hidden, e.g. <mask>")
      .field("cls_token", &ByteBpeOptions::cls_token,
             "special token that stands for a whole text, e.g. <cls>")
      .field("sep_token", &ByteBpeOptions::sep_token, "special token behind each text, e.g. <sep>")
      .field("image_token", &ByteBpeOptions::image_token,
             "special token in place of an image, e.g. <image>")
      .field("sentinels", &ByteBpeOptions::sentinels,
             "number of special tokens that stand for spans that were cut out: <extra_id_0> …",
             in_range(0, 10000));
}

std::vector<std::string> ByteBpeOptions::all_special_tokens() const {
  std::vector<std::string> all = special_tokens;
  for (const auto& token : {pad_token, mask_token, cls_token, sep_token, image_token}) {
    // A role may be that of a token in the list.
    const auto listed = special_tokens.end();
    if (token && std::find(special_tokens.begin(), listed, *token) == listed) all.push_back(*token);
  }
  for (std::int64_t i = 0; i < sentinels; ++i) all.push_back(sentinel_name(i));
  return all;
}

BpeModel train_bpe(const ByteBpeOptions& options, const TextSource& texts) {
  check_options(options);
  std::vector<std::string> tokens;
  for (const char byte : byte_order()) tokens.emplace_back(1, byte);

  BpeModel model;
  const std::vector<std::string> special_tokens = options.all_special_tokens();
  const std::size_t special = special_tokens.size();
  const auto merged_size = static_cast<std::size_t>(options.vocab_size) - special;
  model.merges =
      learn_merges(options, merged_size, to_tokens(count_words(texts, count_pretokens)), tokens);
  Vocabulary& vocabulary = model.tokens.vocabulary;
  for (const std::string& bytes : tokens) vocabulary.add(spell_bytes(bytes), vocabulary.size());
  for (const std::string& content : special_tokens) {
    AddedToken token;
    token.id = vocabulary.size();
    token.content = content;
    token.special = true;
    vocabulary.add(content, token.id);
    model.tokens.added_tokens.emplace(token.id, token);
  }
  const auto id_of = [&vocabulary](const std::optional<std::string>& content) {
    return content ? vocabulary.id_of(*content) : std::nullopt;
  };
  SpecialTokens& roles = model.tokens.special_tokens;
  roles.pad = id_of(options.pad_token);
  roles.mask = id_of(options.mask_token);
  roles.cls = id_of(options.cls_token);
  roles.sep = id_of(options.sep_token);
  roles.image = id_of(options.image_token);
  if (!options.special_tokens.empty()) {
    const std::int64_t end_of_text = model.tokens.added_tokens.begin()->first;
    roles.bos = end_of_text;
    roles.eos = end_of_text;
    roles.unknown = end_of_text;
  }
  return model;
}

}  // namespace graft
