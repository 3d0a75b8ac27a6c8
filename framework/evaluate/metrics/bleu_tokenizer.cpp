#include "framework/evaluate/metrics/bleu_tokenizer.h"

#include <algorithm>
#include <iterator>

#include "framework/evaluate/metrics/text_characters.h"
#include "graft/error.h"

namespace graft {

namespace {

struct Name {
  const char* name;
  BleuTokenizer tokenizer;
};
constexpr Name kNames[] = {{"13a", BleuTokenizer::k13a},
                           {"zh", BleuTokenizer::kZh},
                           {"char", BleuTokenizer::kChar},
                           {"intl", BleuTokenizer::kIntl},
                           {"none", BleuTokenizer::kNone}};

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_point(char32_t c) { return c == '.' || c == ','; }

/// ASCII punctuation without the apostrophe and - , . which have rules of their own.
bool stands_apart(char32_t c) {
  return is_ascii_punctuation(c) && c != '\'' && c != '-' && !is_point(c);
}

/// Characters [first, last] that `zh` takes for Chinese.
struct Range {
  char32_t first;
  char32_t last;
};
constexpr Range kChinese[] = {
    {0x2001, 0x2a6d},                                      // see the header
    {0x2e80, 0x2eff}, {0x2f00, 0x2fdf}, {0x2ff0, 0x2fff},  // radicals, structure
    {0x3000, 0x303f},                                      // punctuation
    {0x3100, 0x312f}, {0x31a0, 0x31bf}, {0x31c0, 0x31ef},  // phonetic signs, strokes
    {0x3200, 0x33ff},                                      // letters in circles, units
    {0x3400, 0x4db5}, {0x4e00, 0x9fbb},                    // Han
    {0xf900, 0xfa2d}, {0xfa30, 0xfa6a}, {0xfa70, 0xfad9},  // compatibility forms
    {0xfe10, 0xfe1f}, {0xfe30, 0xfe4f}, {0xff00, 0xffef},  // vertical and full-width forms
};

bool is_chinese(char32_t c) {
  return std::any_of(std::begin(kChinese), std::end(kChinese),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// Puts spaces around the characters that `is_apart` names.
template <typename IsApart>
std::u32string set_apart(std::u32string_view text, const IsApart& is_apart) {
  std::u32string spaced;
  spaced.reserve(text.size() * 2);
  for (const char32_t c : text) {
    if (is_apart(c)) {
      spaced += U' ';
      spaced += c;
      spaced += U' ';
    } else {
      spaced += c;
    }
  }
  return spaced;
}

/// Where two neighbours fit, puts spaces as told; the search goes on behind them, as in the regular
/// expressions that this stands for.
struct Spaces {
  bool before = false;
  bool between = false;
  bool after = false;
};
template <typename IsFirst, typename IsSecond>
std::u32string split_pairs(std::u32string_view text, const IsFirst& is_first,
                           const IsSecond& is_second, Spaces spaces) {
  std::u32string spaced;
  spaced.reserve(text.size() * 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 == text.size() || !is_first(text[i]) || !is_second(text[i + 1])) {
      spaced += text[i];
      continue;
    }
    if (spaces.before) spaced += U' ';
    spaced += text[i++];
    if (spaces.between) spaced += U' ';
    spaced += text[i];
    if (spaces.after) spaced += U' ';
  }
  return spaced;
}

constexpr Spaces kAroundSecond{.before = false, .between = true, .after = true};
constexpr Spaces kAroundFirst{.before = true, .between = true, .after = false};

std::u32string western(std::u32string_view text) {
  const auto is_no_digit = [](char32_t c) { return !is_digit(c); };
  const auto is_dash = [](char32_t c) { return c == '-'; };
  std::u32string spaced = set_apart(text, stands_apart);
  spaced = split_pairs(spaced, is_no_digit, is_point, kAroundSecond);
  spaced = split_pairs(spaced, is_point, is_no_digit, kAroundFirst);
  return split_pairs(spaced, is_digit, is_dash, kAroundSecond);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (at == std::string::npos) return;
  std::string replaced;
  std::size_t begin = 0;
  for (; at != std::string::npos; at = text.find(from, begin)) {
    replaced.append(text, begin, at - begin).append(to);
    begin = at + from.size();
  }
  text = replaced.append(text, begin);
}

std::u32string thirteen_a(std::u32string_view characters) {
  std::string text = to_utf8(characters);
  replace_all(text, "<skipped>", "");
  replace_all(text, "-\n", "");
  replace_all(text, "\n", " ");
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
  return western(to_characters(" " + text + " "));
}

std::u32string international(std::u32string_view text) {
  const auto is_no_number = [](char32_t c) { return !is_number(c); };
  std::u32string spaced = split_pairs(text, is_no_number, is_punctuation, kAroundSecond);
  spaced = split_pairs(spaced, is_punctuation, is_no_number, kAroundFirst);
  return set_apart(spaced, is_symbol);
}

std::u32string spaced_text(std::u32string_view text, BleuTokenizer tokenizer) {
  switch (tokenizer) {
    case BleuTokenizer::k13a:
      return thirteen_a(text);
    case BleuTokenizer::kZh:
      return western(set_apart(strip(text), is_chinese));
    case BleuTokenizer::kChar:
      return set_apart(text, [](char32_t) { return true; });
    case BleuTokenizer::kIntl:
      return international(text);
    case BleuTokenizer::kNone:
      break;
  }
  return std::u32string(text);
}

}  // namespace

BleuTokenizer bleu_tokenizer(const std::string& name) {
  for (const Name& known : kNames) {
    if (name == known.name) return known.tokenizer;
  }
  throw InputError("unknown-tokenizer", "no BLEU tokenizer named \"" + name + "\"",
                   "use 13a, zh, char, intl or none");
}

const char* name_of(BleuTokenizer tokenizer) {
  for (const Name& known : kNames) {
    if (tokenizer == known.tokenizer) return known.name;
  }
  return "none";
}

std::vector<std::string> bleu_words(std::string_view text, BleuTokenizer tokenizer) {
  const std::u32string characters = to_characters(text);
  return split_words(to_utf8(spaced_text(strip_end(characters), tokenizer)));
}

}  // namespace graft
