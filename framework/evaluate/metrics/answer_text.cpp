#include "framework/evaluate/metrics/answer_text.h"

#include <algorithm>
#include <functional>
#include <map>

#include "framework/evaluate/metrics/text_characters.h"
#include "graft/error.h"

namespace graft {

namespace {

// The script's list also has an ellipsis of two characters, which a single one never is.
constexpr std::u32string_view kCmrcPunctuation =
    U"-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』";

bool is_cmrc_punctuation(char32_t character) {
  return kCmrcPunctuation.find(character) != std::u32string_view::npos;
}

/// Without the words a, an and the: runs of letters and numbers that are nothing else.
std::u32string without_articles(const std::u32string& text) {
  std::u32string kept;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && is_word_character(text[end])) ++end;
    if (end == begin) {
      kept += text[begin++];
      continue;
    }
    const std::u32string_view word = std::u32string_view(text).substr(begin, end - begin);
    const bool is_article = word == U"a" || word == U"an" || word == U"the";
    kept += is_article ? U" " : word;
    begin = end;
  }
  return kept;
}

double harmonic_mean(double matched, std::size_t predicted, std::size_t actual) {
  if (matched == 0.0) return 0.0;
  const double precision = matched / static_cast<double>(predicted);
  const double recall = matched / static_cast<double>(actual);
  return 2.0 * precision * recall / (precision + recall);
}

/// F1 of two bags of words.
double bag_f1(const std::vector<std::string>& prediction, const std::vector<std::string>& answer) {
  std::map<std::string, std::int64_t> left;
  for (const std::string& word : answer) ++left[word];
  double matched = 0.0;
  for (const std::string& word : prediction) {
    const auto found = left.find(word);
    if (found == left.end() || found->second == 0) continue;
    --found->second;
    matched += 1.0;
  }
  return harmonic_mean(matched, prediction.size(), answer.size());
}

/// F1 of the longest run of segments that both have.
double run_f1(const std::vector<std::string>& prediction, const std::vector<std::string>& answer) {
  std::size_t longest = 0;
  std::vector<std::size_t> run(answer.size() + 1);  // that ends at the segment before
  for (const std::string& segment : prediction) {
    for (std::size_t i = answer.size(); i > 0; --i) {
      run[i] = segment == answer[i - 1] ? run[i - 1] + 1 : 0;
      longest = std::max(longest, run[i]);
    }
  }
  return harmonic_mean(static_cast<double>(longest), prediction.size(), answer.size());
}

double f1_of(std::string_view prediction, const std::string& answer, AnswerConvention convention) {
  if (convention == AnswerConvention::kCmrc) {
    const std::vector<std::string> predicted = cmrc_segments(prediction);
    const std::vector<std::string> actual = cmrc_segments(answer);
    if (actual.empty()) return predicted.empty() ? 1.0 : 0.0;
    return run_f1(predicted, actual);
  }
  const std::vector<std::string> predicted = split_words(normalize_answer(prediction));
  const std::vector<std::string> actual = split_words(normalize_answer(answer));
  if (convention == AnswerConvention::kSquad2 && (predicted.empty() || actual.empty())) {
    return predicted.empty() && actual.empty() ? 1.0 : 0.0;
  }
  return bag_f1(predicted, actual);
}

}  // namespace

std::string normalize_answer(std::string_view answer) {
  std::u32string characters = to_characters(lower_case(answer));
  std::erase_if(characters, is_ascii_punctuation);
  std::string normalized;
  for (const std::string& word : split_words(to_utf8(without_articles(characters)))) {
    normalized += (normalized.empty() ? "" : " ") + word;
  }
  return normalized;
}

std::string normalize_cmrc_answer(std::string_view answer) {
  const std::u32string characters = to_characters(lower_case(answer));
  std::u32string kept(strip(characters));
  std::erase_if(kept, is_cmrc_punctuation);
  return to_utf8(kept);
}

std::vector<std::string> cmrc_segments(std::string_view answer) {
  std::vector<std::string> segments;
  std::u32string words;
  const auto end_words = [&] {
    for (std::string& word : split_words(to_utf8(words))) segments.push_back(std::move(word));
    words.clear();
  };
  for (const char32_t character : to_characters(normalize_cmrc_answer(answer))) {
    if (character >= 0x4e00 && character <= 0x9fa5) {
      end_words();
      segments.push_back(to_utf8({&character, 1}));
    } else {
      words += character;
    }
  }
  end_words();
  return segments;
}

AnswerScore score_answer(std::string_view prediction, const std::vector<std::string>& answers,
                         AnswerConvention convention) {
  const std::function<std::string(std::string_view)> normalize =
      convention == AnswerConvention::kCmrc ? normalize_cmrc_answer : normalize_answer;
  std::vector<std::string> actual = answers;
  if (convention == AnswerConvention::kSquad1) {
    if (actual.empty()) {
      throw InputError("no-answer", "a question has no answer",
                       "measure with the convention of SQuAD 2.0");
    }
  } else {
    std::erase_if(actual, [&](const std::string& answer) { return normalize(answer).empty(); });
    if (actual.empty()) actual.emplace_back();
  }
  AnswerScore best;
  for (const std::string& answer : actual) {
    if (normalize(prediction) == normalize(answer)) best.exact_match = 1.0;
    best.f1 = std::max(best.f1, f1_of(prediction, answer, convention));
  }
  return best;
}

}  // namespace graft
