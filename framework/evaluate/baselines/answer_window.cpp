#include "framework/evaluate/baselines/answer_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/evaluate/metrics/text_characters.h"

namespace graft {

namespace {

constexpr double kThreshold = 0.6;
constexpr double kDistanceCost = 0.05;
constexpr double kTelling = 0.3;  // weight of a term of the question that answers stand near to
constexpr std::size_t kLongest = 30;

bool has_any(std::u32string_view text, std::u32string_view wanted) {
  return text.find_first_of(wanted) != std::u32string_view::npos;
}

/// Whether what stands between two terms ends a sentence.
bool ends_sentence(std::u32string_view gap) {
  if (has_any(gap, U"。！？\n")) return true;
  const std::size_t stop = gap.find_first_of(U".!?");
  return stop != std::u32string_view::npos &&
         std::any_of(gap.begin() + static_cast<std::ptrdiff_t>(stop), gap.end(), is_white_space);
}

/// Whether it ends a run of terms. One character alone, as in 1,000, does not.
bool ends_run(std::u32string_view gap) {
  return has_any(gap, U"，；：、（）") || (gap.size() > 1 && has_any(gap, U",;:()"));
}

std::u32string gap_between(std::string_view text, const PlacedTerm& left, const PlacedTerm& right) {
  return to_characters(text.substr(left.end, right.begin - left.end));
}

std::vector<std::span<const PlacedTerm>> sentences_of(std::string_view text,
                                                      const std::vector<PlacedTerm>& terms) {
  std::vector<std::span<const PlacedTerm>> sentences;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool is_last = i + 1 == terms.size();
    if (!is_last && !ends_sentence(gap_between(text, terms[i], terms[i + 1]))) continue;
    sentences.emplace_back(terms.data() + begin, i + 1 - begin);
    begin = i + 1;
  }
  return sentences;
}

std::set<std::string> different_terms(std::span<const PlacedTerm> terms) {
  std::set<std::string> different;
  for (const PlacedTerm& placed : terms) different.insert(placed.term);
  return different;
}

/// Terms between [begin, end] and the nearest of `places`, which rise.
double distance_to(const std::vector<std::size_t>& places, std::size_t begin, std::size_t end) {
  if (places.empty()) return 0.0;
  const auto behind = std::lower_bound(places.begin(), places.end(), begin);
  std::size_t least = std::numeric_limits<std::size_t>::max();
  if (behind != places.end()) least = *behind > end ? *behind - end : 0;
  if (behind != places.begin()) least = std::min(least, begin - *std::prev(behind));
  return static_cast<double>(least);
}

}  // namespace

AnswerWindow::AnswerWindow(const std::vector<std::string>& contexts) {
  for (const std::string& context : contexts) {
    const std::vector<PlacedTerm> terms = placed_terms(context);
    for (const std::span<const PlacedTerm> sentence : sentences_of(context, terms)) {
      num_sentences_ += 1.0;
      for (const std::string& term : different_terms(sentence)) sentences_with_[term] += 1.0;
    }
  }
}

double AnswerWindow::weight(const std::string& term) const {
  const auto found = sentences_with_.find(term);
  if (found == sentences_with_.end()) return 1.0;
  return 1.0 - std::log(1.0 + found->second) / std::log(1.0 + num_sentences_);
}

AnswerPlace AnswerWindow::best_run(std::string_view context, std::span<const PlacedTerm> sentence,
                                   const std::set<std::string>& question) const {
  std::vector<double> weights;
  std::vector<std::size_t> telling;
  std::vector<bool> goes_on;  // from the term before
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const bool is_asked = question.contains(sentence[i].term);
    weights.push_back(weight(sentence[i].term));
    if (is_asked && weights.back() > kTelling) telling.push_back(i);
    goes_on.push_back(i > 0 && !ends_run(gap_between(context, sentence[i - 1], sentence[i])));
  }
  AnswerPlace best{sentence.front().begin, sentence.back().end};  // all of it is asked
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t begin = 0; begin < sentence.size(); ++begin) {
    double sum = 0.0;
    for (std::size_t end = begin; end < std::min(sentence.size(), begin + kLongest); ++end) {
      if ((end > begin && !goes_on[end]) || question.contains(sentence[end].term)) break;
      sum += weights[end] - kThreshold;
      const double score = sum - kDistanceCost * distance_to(telling, begin, end);
      if (score <= most) continue;
      most = score;
      best = {sentence[begin].begin, sentence[end].end};
    }
  }
  return best;
}

AnswerPlace AnswerWindow::predict(std::string_view context, std::string_view question) const {
  const std::vector<PlacedTerm> terms = placed_terms(context);
  const std::set<std::string> asked = different_terms(placed_terms(question));
  std::span<const PlacedTerm> best;
  double most = -1.0;
  for (const std::span<const PlacedTerm> sentence : sentences_of(context, terms)) {
    double sum = 0.0;
    for (const std::string& term : different_terms(sentence)) {
      if (asked.contains(term)) sum += weight(term);
    }
    if (sum <= most) continue;
    most = sum;
    best = sentence;
  }
  return best.empty() ? AnswerPlace() : best_run(context, best, asked);
}

}  // namespace graft
