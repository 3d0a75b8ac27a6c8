#include "wordpiece_options.h"

#include <algorithm>
#include <utility>

#include "graft/text/token_inventory.h"
#include "graft/utf8.h"
#include "wordpiece_model.h"

namespace graft {

namespace {

bool is_one_character(const std::string& token) {
  return std::count_if(token.begin(), token.end(),
                       [](char byte) { return !continues_character(byte); }) == 1;
}

/// What is wrong with a special token; empty: nothing.
std::string mistake_of(const std::string& token) {
  if (token.empty()) return " is empty";
  if (is_one_character(token)) return " is a character of texts";
  if (token.starts_with(kContinuation)) return " begins with ##, as pieces that go on a word do";
  return "";
}

}  // namespace

Schema<WordPieceOptions> WordPieceOptions::schema() {
  return Schema<WordPieceOptions>()
      .field("vocab_size", &WordPieceOptions::vocab_size,
             "number of ids: special tokens, characters and merged pieces",
             in_range(8, static_cast<double>(Vocabulary::kMaxId)))
      .field("min_frequency", &WordPieceOptions::min_frequency,
             "characters and pairs that occur less often in the training text get no token",
             at_least(1))
      .field("limit_alphabet", &WordPieceOptions::limit_alphabet,
             "so many different characters, the most frequent ones, get tokens; not set: all of "
             "them, as far as there is room",
             at_least(1))
      .field("lowercase", &WordPieceOptions::lowercase, "texts are read in lower case")
      .field("strip_accents", &WordPieceOptions::strip_accents,
             "accents are left out; not set: as lowercase")
      .field("tokenize_chinese_chars", &WordPieceOptions::tokenize_chinese_chars,
             "every Chinese character is a word")
      .field("pad_token", &WordPieceOptions::pad_token, "special token that fills short rows")
      .field("unk_token", &WordPieceOptions::unk_token,
             "special token in place of a word that the pieces cannot make")
      .field("cls_token", &WordPieceOptions::cls_token,
             "special token before each text, that stands for it as a whole")
      .field("sep_token", &WordPieceOptions::sep_token, "special token behind each text")
      .field("mask_token", &WordPieceOptions::mask_token,
             "special token in place of one that is hidden")
      .field("special_tokens", &WordPieceOptions::special_tokens, "further special tokens")
      .field("bos_token", &WordPieceOptions::bos_token,
             "special token that begins a text for models that write, e.g. [CLS]")
      .field("eos_token", &WordPieceOptions::eos_token,
             "special token that ends a text for models that write, e.g. [SEP]")
      .field("image_token", &WordPieceOptions::image_token,
             "special token in place of an image, e.g. [IMAGE]")
      .field("sentinels", &WordPieceOptions::sentinels,
             "number of special tokens that stand for spans that were cut out: <extra_id_0> …",
             in_range(0, 10000));
}

std::vector<std::string> WordPieceOptions::all_special_tokens() const {
  std::vector<std::string> all;
  const auto add_role = [&all](const std::optional<std::string>& token) {
    if (token && std::find(all.begin(), all.end(), *token) == all.end()) all.push_back(*token);
  };
  for (const std::string& token : {pad_token, unk_token, cls_token, sep_token, mask_token}) {
    add_role(token);
  }
  all.insert(all.end(), special_tokens.begin(), special_tokens.end());
  for (const auto& token : {bos_token, eos_token, image_token}) add_role(token);
  for (std::int64_t i = 0; i < sentinels; ++i) all.push_back(sentinel_name(i));
  return all;
}

void check_wordpiece_options(const WordPieceOptions& options) {
  std::vector<Problem> problems;
  std::vector<std::string> tokens = options.all_special_tokens();
  const auto special = static_cast<std::int64_t>(tokens.size());
  if (options.vocab_size <= special) {
    problems.push_back({"", 0, 0, "out-of-range",
                        "wordpiece: vocab_size " + std::to_string(options.vocab_size) +
                            " leaves no room beside " + std::to_string(special) + " special tokens",
                        "write more than " + std::to_string(special)});
  }
  std::sort(tokens.begin(), tokens.end());
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    std::string mistake = mistake_of(*token);
    if (mistake.empty() && token != tokens.begin() && *token == *(token - 1)) mistake = " repeats";
    if (mistake.empty()) continue;
    problems.push_back({"", 0, 0, "bad-token",
                        "wordpiece: special token \"" + *token + "\"" + mistake,
                        "write a name that no text has, such as \"[USER]\""});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

}  // namespace graft
