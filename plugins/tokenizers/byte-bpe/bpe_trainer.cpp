#include "bpe_trainer.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "byte_alphabet.h"
#include "clip_normalizer.h"
#include "graft/text/pair_counts.h"
#include "graft/text/word_counts.h"
#include "graft/utf8.h"
#include "pretokenizer.h"

namespace graft {

namespace {

constexpr std::size_t kLongestWord = 128;  // bytes

/// Where the part of a word ends that begins at `begin`: in front of a character, if the bytes are
/// UTF-8.
std::size_t part_end(std::string_view word, std::size_t begin) {
  if (word.size() - begin <= kLongestWord) return word.size();
  const std::size_t longest = begin + kLongestWord;
  std::size_t end = longest;
  while (longest - end < 3 && continues_character(word[end])) --end;
  return continues_character(word[end]) ? longest : end;
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

void count_clip_words(std::string_view text, WordCounts& counts) {
  const std::string normalized = normalize_clip(text);
  const std::string_view whole = normalized;
  for (std::string_view word = next_clip_word(whole, 0); !word.empty();) {
    if (word.size() <= kLongestWord) counts.add(word);
    const auto end = static_cast<std::size_t>(word.data() + word.size() - whole.data());
    word = next_clip_word(whole, end);
  }
}

/// The tokens that training begins with, as the bytes they stand for: each byte, and for CLIP each
/// byte that ends a word. No word of CLIP's has both letters and signs, so none has the bytes of
/// `</w>`.
std::vector<std::string> byte_tokens(const ByteBpeOptions& options) {
  std::vector<std::string> tokens;
  for (const char byte : byte_order()) tokens.emplace_back(1, byte);
  if (!options.is_clip()) return tokens;
  for (const char byte : byte_order()) tokens.push_back(byte + std::string(kEndOfWord));
  return tokens;
}

/// How the vocabulary spells a token that stands for these bytes.
std::string spell_token(std::string_view bytes, const ByteBpeOptions& options) {
  const bool ends_word = options.is_clip() && bytes.ends_with(kEndOfWord);
  if (!ends_word) return spell_bytes(bytes);
  bytes.remove_suffix(kEndOfWord.size());
  return spell_bytes(bytes).append(kEndOfWord);
}

/// Words as byte tokens. Those of one byte have no pairs and are left out.
CountedWords to_tokens(const WordCounts& counts, const ByteBpeOptions& options) {
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
    if (options.is_clip()) tokens.back() += 256;
    words.add(tokens, counts.count(index));
  }
  return words;
}

void check_options(const ByteBpeOptions& options) {
  std::vector<Problem> problems;
  const std::vector<std::string> tokens = options.all_special_tokens();
  const auto special = static_cast<std::int64_t>(tokens.size());
  const auto bytes = static_cast<std::int64_t>(byte_tokens(options).size());
  if (options.vocab_size < bytes + special) {
    problems.push_back({"", 0, 0, "out-of-range",
                        "byte-bpe: vocab_size " + std::to_string(options.vocab_size) +
                            " leaves no room for " + std::to_string(bytes) + " bytes and " +
                            std::to_string(special) + " special tokens",
                        "write at least " + std::to_string(bytes + special)});
  }
  if (options.is_clip() && options.special_tokens.empty()) {
    problems.push_back({"", 0, 0, "bad-token",
                        "byte-bpe: CLIP's texts end with the first of special_tokens, and there is "
                        "none",
                        "write `special_tokens: [<|endoftext|>]`"});
  }
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    const auto spelt = read_spelling(*token);
    const bool is_byte = spelt && spelt->size() == 1;
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
  const auto is_special = [&](const std::string& bytes) {
    return std::find(special.begin(), special.end(), spell_token(bytes, options)) != special.end();
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
      .field("flavour", &ByteBpeOptions::flavour,
             "gpt2: texts come back as they are; clip: words in lower case, a token before and one "
             "behind each text",
             one_of({"gpt2", "clip"}))
      .field("special_tokens", &ByteBpeOptions::special_tokens,
             "they get the last ids; the first one begins and ends texts")
      .field("bos_token", &ByteBpeOptions::bos_token,
             "special token that begins texts instead; not set: none, for clip <|startoftext|>")
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

std::optional<std::string> ByteBpeOptions::own_bos_token() const {
  if (!bos_token && is_clip()) return kStartOfText;
  return bos_token;
}

std::vector<std::string> ByteBpeOptions::all_special_tokens() const {
  std::vector<std::string> all = special_tokens;
  const std::optional<std::string> bos = own_bos_token();
  if (bos && std::find(all.begin(), all.end(), *bos) == all.end()) all.insert(all.begin(), *bos);
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
  std::vector<std::string> tokens = byte_tokens(options);

  BpeModel model;
  model.flavour = options.is_clip() ? BpeFlavour::kClip : BpeFlavour::kGpt2;
  const std::vector<std::string> special_tokens = options.all_special_tokens();
  const std::size_t special = special_tokens.size();
  const auto merged_size = static_cast<std::size_t>(options.vocab_size) - special;
  const WordCounts words =
      count_words(texts, options.is_clip() ? count_clip_words : count_pretokens);
  model.merges = learn_merges(options, merged_size, to_tokens(words, options), tokens);
  Vocabulary& vocabulary = model.tokens.vocabulary;
  for (const std::string& bytes : tokens) {
    vocabulary.add(spell_token(bytes, options), vocabulary.size());
  }
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
    const auto end_of_text = id_of(options.special_tokens.front());
    roles.bos = end_of_text;
    roles.eos = end_of_text;
    roles.unknown = end_of_text;
    if (options.is_clip() && !roles.pad) roles.pad = end_of_text;
  }
  if (options.own_bos_token()) roles.bos = id_of(options.own_bos_token());
  return model;
}

}  // namespace graft
