#include "framework/evaluate/metrics/porter_stemmer.h"

#include <cstdint>
#include <span>

namespace graft {

namespace {

struct Irregular {
  std::string_view word;
  std::string_view stem;
};
constexpr Irregular kIrregular[] = {
    {"sky", "sky"},        {"skies", "sky"},       {"dying", "die"},        {"lying", "lie"},
    {"tying", "tie"},      {"news", "news"},       {"innings", "inning"},   {"inning", "inning"},
    {"outings", "outing"}, {"outing", "outing"},   {"cannings", "canning"}, {"canning", "canning"},
    {"howe", "howe"},      {"proceed", "proceed"}, {"exceed", "exceed"},    {"succeed", "succeed"}};

bool is_always_vowel(char letter) {
  return std::string_view("aeiou").find(letter) != std::string_view::npos;
}

/// y is a vowel behind a consonant; of several in a row every other is one.
bool is_consonant(std::string_view word, std::size_t i) {
  if (is_always_vowel(word[i])) return false;
  std::size_t first = i;
  while (first > 0 && word[first] == 'y' && word[first - 1] == 'y') --first;
  if (word[first] != 'y') return true;
  const bool first_is_consonant = first == 0 || is_always_vowel(word[first - 1]);
  return first_is_consonant == ((i - first) % 2 == 0);
}

/// The paper's m: how often a vowel is followed by a consonant.
std::int64_t measure(std::string_view stem) {
  std::int64_t changes = 0;
  bool after_vowel = false;
  bool after_consonant = false;  // of the letter before, as is_consonant would say it
  for (std::size_t i = 0; i < stem.size(); ++i) {
    const bool is_vowel = is_always_vowel(stem[i]) || (stem[i] == 'y' && after_consonant);
    if (!is_vowel && after_vowel) ++changes;
    after_vowel = is_vowel;
    after_consonant = !is_vowel;
  }
  return changes;
}

bool has_vowel(std::string_view stem) {
  for (std::size_t i = 0; i < stem.size(); ++i) {
    if (!is_consonant(stem, i)) return true;
  }
  return false;
}

bool ends_in_double_consonant(std::string_view word) {
  const std::size_t n = word.size();
  return n >= 2 && word[n - 1] == word[n - 2] && is_consonant(word, n - 1);
}

/// The paper's *o: consonant, vowel, consonant that is not w, x or y; of two letters vowel,
/// consonant.
bool ends_in_short_syllable(std::string_view word) {
  const std::size_t n = word.size();
  if (n == 2) return !is_consonant(word, 0) && is_consonant(word, 1);
  return n >= 3 && is_consonant(word, n - 3) && !is_consonant(word, n - 2) &&
         is_consonant(word, n - 1) &&
         std::string_view("wxy").find(word[n - 1]) == std::string::npos;
}

std::string_view without(std::string_view word, std::string_view suffix) {
  return word.substr(0, word.size() - suffix.size());
}

struct Rule {
  std::string_view suffix;
  std::string_view replacement;
};

/// Applies the first rule whose suffix fits, if its stem's measure is above `least`.
std::string replace_suffix(std::string_view word, std::span<const Rule> rules, std::int64_t least) {
  for (const Rule& rule : rules) {
    if (!word.ends_with(rule.suffix)) continue;
    const std::string_view stem = without(word, rule.suffix);
    if (measure(stem) <= least) break;
    return std::string(stem).append(rule.replacement);
  }
  return std::string(word);
}

std::string without_plural(std::string_view word) {
  if (word.ends_with("ies")) return std::string(without(word, word.size() == 4 ? "s" : "es"));
  if (word.ends_with("sses")) return std::string(without(word, "es"));
  if (word.ends_with("s") && !word.ends_with("ss")) return std::string(without(word, "s"));
  return std::string(word);
}

std::string without_past(std::string_view word) {
  if (word.ends_with("ied")) return std::string(without(word, word.size() == 4 ? "d" : "ed"));
  if (word.ends_with("eed")) {
    return std::string(measure(without(word, "eed")) > 0 ? without(word, "d") : word);
  }
  std::string_view stem;
  for (const std::string_view suffix : {"ed", "ing"}) {
    if (word.ends_with(suffix) && has_vowel(without(word, suffix))) stem = without(word, suffix);
  }
  if (stem.empty()) return std::string(word);
  if (stem.ends_with("at") || stem.ends_with("bl") || stem.ends_with("iz")) {
    return std::string(stem) + 'e';
  }
  if (ends_in_double_consonant(stem)) {
    const bool stays = std::string_view("lsz").find(stem.back()) != std::string_view::npos;
    return std::string(stays ? stem : stem.substr(0, stem.size() - 1));
  }
  if (measure(stem) == 1 && ends_in_short_syllable(stem)) return std::string(stem) + 'e';
  return std::string(stem);
}

std::string with_final_i(std::string_view word) {
  const std::size_t n = word.size();
  if (n > 2 && word.back() == 'y' && is_consonant(word, n - 2)) {
    return std::string(word.substr(0, n - 1)) + 'i';
  }
  return std::string(word);
}

std::string step2(std::string_view word) {
  constexpr Rule kRules[] = {{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"},
                             {"anci", "ance"},   {"izer", "ize"},    {"bli", "ble"},
                             {"alli", "al"},     {"entli", "ent"},   {"eli", "e"},
                             {"ousli", "ous"},   {"ization", "ize"}, {"ation", "ate"},
                             {"ator", "ate"},    {"alism", "al"},    {"iveness", "ive"},
                             {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},
                             {"iviti", "ive"},   {"biliti", "ble"},  {"fulli", "ful"}};
  if (word.ends_with("alli") && measure(without(word, "alli")) > 0)
    return step2(without(word, "li"));
  if (word.ends_with("logi")) {  // the l belongs to the stem
    return std::string(measure(without(word, "ogi")) > 0 ? without(word, "i") : word);
  }
  return replace_suffix(word, kRules, 0);
}

std::string step3(std::string_view word) {
  constexpr Rule kRules[] = {{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"},
                             {"ical", "ic"},  {"ful", ""},   {"ness", ""}};
  return replace_suffix(word, kRules, 0);
}

std::string step4(std::string_view word) {
  constexpr Rule kRules[] = {{"al", ""},   {"ance", ""}, {"ence", ""}, {"er", ""},    {"ic", ""},
                             {"able", ""}, {"ible", ""}, {"ant", ""},  {"ement", ""}, {"ment", ""},
                             {"ent", ""},  {"ou", ""},   {"ism", ""},  {"ate", ""},   {"iti", ""},
                             {"ous", ""},  {"ive", ""},  {"ize", ""}};
  if (word.ends_with("ion")) {
    const std::string_view stem = without(word, "ion");
    const bool fits = measure(stem) > 1 && (stem.back() == 's' || stem.back() == 't');
    return std::string(fits ? stem : word);
  }
  return replace_suffix(word, kRules, 1);
}

std::string step5(std::string_view word) {
  if (word.ends_with('e')) {
    const std::string_view stem = without(word, "e");
    const std::int64_t m = measure(stem);
    if (m > 1 || (m == 1 && !ends_in_short_syllable(stem))) word = stem;
  }
  if (word.ends_with("ll") && measure(without(word, "l")) > 1) word = without(word, "l");
  return std::string(word);
}

}  // namespace

std::string porter_stem(std::string_view word) {
  for (const Irregular& irregular : kIrregular) {
    if (word == irregular.word) return std::string(irregular.stem);
  }
  if (word.size() <= 2) return std::string(word);
  return step5(step4(step3(step2(with_final_i(without_past(without_plural(word)))))));
}

}  // namespace graft
