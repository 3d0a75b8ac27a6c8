#include "framework/evaluate/baselines/nearest_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "graft/error.h"

namespace graft {

NearestText::NearestText(const std::vector<std::string>& texts) : num_texts_(std::ssize(texts)) {
  std::vector<double> with_term;
  for (const std::string& text : texts) {
    std::set<std::int64_t> numbers;
    for (const std::string& term : text_terms(text)) numbers.insert(terms_.add(term));
    with_term.resize(static_cast<std::size_t>(terms_.size()));
    for (const std::int64_t number : numbers) with_term[static_cast<std::size_t>(number)] += 1.0;
  }
  const auto all = static_cast<double>(num_texts_);
  for (const double count : with_term) idf_.push_back(std::log((1.0 + all) / (1.0 + count)) + 1.0);
  unknown_idf_ = std::log(1.0 + all) + 1.0;
  postings_.resize(idf_.size());
  for (std::int64_t number = 0; number < num_texts_; ++number) {
    for (const auto& [term, weight] : weights_of(texts[static_cast<std::size_t>(number)])) {
      postings_[static_cast<std::size_t>(term)].emplace_back(number, weight);
    }
  }
}

NearestText::Weights NearestText::weights_of(std::string_view text) const {
  std::map<std::string, double> counts;
  for (const std::string& term : text_terms(text)) counts[term] += 1.0;
  Weights weights;
  double square = 0.0;
  for (const auto& [term, count] : counts) {
    const std::int64_t number = terms_.find(term);
    const bool is_known = number != TermNumbers::kUnknown;
    const double weight =
        count * (is_known ? idf_[static_cast<std::size_t>(number)] : unknown_idf_);
    square += weight * weight;
    if (is_known) weights[number] = weight;
  }
  for (auto& [number, weight] : weights) weight /= std::sqrt(square);
  return weights;
}

std::vector<double> NearestText::similarities(std::string_view text) const {
  if (num_texts_ == 0) throw Error("nearest text: there is no training text");
  std::vector<double> sums(static_cast<std::size_t>(num_texts_));
  // In the order of the terms, so that sums are the same bits in any run.
  const Weights weights = weights_of(text);
  const std::map<std::int64_t, double> ordered(weights.begin(), weights.end());
  for (const auto& [term, weight] : ordered) {
    for (const auto& [number, other] : postings_[static_cast<std::size_t>(term)]) {
      sums[static_cast<std::size_t>(number)] += weight * other;
    }
  }
  return sums;
}

std::int64_t NearestText::nearest(std::string_view text) const {
  const std::vector<double> sums = similarities(text);
  return std::max_element(sums.begin(), sums.end()) - sums.begin();
}

double NearestText::similarity(std::string_view text, std::int64_t number) const {
  return similarities(text).at(static_cast<std::size_t>(number));
}

}  // namespace graft
