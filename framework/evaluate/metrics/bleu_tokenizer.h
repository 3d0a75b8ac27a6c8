#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// How a text becomes the words whose n-grams BLEU counts: sacreBLEU's tokenizers of these names.
enum class BleuTokenizer {
  k13a,   // mteval-v13a's: ASCII punctuation apart, except in numbers; for Western languages
  kZh,    // characters of Chinese one by one, the rest as 13a
  kChar,  // every character
  kIntl,  // mteval-v14's: Unicode punctuation apart, except between digits, and symbols apart
  kNone,  // white space only
};

/// "13a", "zh", "char", "intl" or "none". Throws InputError that lists them for another name.
BleuTokenizer bleu_tokenizer(const std::string& name);
const char* name_of(BleuTokenizer tokenizer);

/// The words of a text. White space at its end does not count.
///
/// `zh` splits the characters that sacreBLEU splits, which are not quite those that it lists: a
/// slip in its ranges takes in U+2001 to U+2A6D, dashes and curved quotation marks among them, and
/// leaves out the Han characters beyond U+FFFF. Source: Post, "A Call for Clarity in Reporting BLEU
/// Scores", 2018.
std::vector<std::string> bleu_words(std::string_view text, BleuTokenizer tokenizer);

}  // namespace graft
