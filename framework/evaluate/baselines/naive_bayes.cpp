#include "framework/evaluate/baselines/naive_bayes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::uint32_t kNoTerm = std::numeric_limits<std::uint32_t>::max();

/// Calls `visit` with the key of each term and each pair of neighbours among numbered terms.
template <typename Visit>
void for_each_feature(const std::vector<std::int64_t>& terms, const Visit& visit) {
  std::int64_t before = TermNumbers::kUnknown;
  for (const std::int64_t term : terms) {
    if (term != TermNumbers::kUnknown) {
      const auto key = static_cast<std::uint64_t>(term) << 32;
      visit(key | kNoTerm);
      if (before != TermNumbers::kUnknown) {
        visit(static_cast<std::uint64_t>(before) << 32 | static_cast<std::uint64_t>(term));
      }
    }
    before = term;
  }
}

}  // namespace

NaiveBayes::NaiveBayes(std::int64_t num_classes, NaiveBayesOptions options)
    : options_(options),
      counts_(static_cast<std::size_t>(num_classes)),
      features_of_class_(static_cast<std::size_t>(num_classes)),
      texts_of_class_(static_cast<std::size_t>(num_classes)) {}

void NaiveBayes::learn(std::string_view text, std::int64_t label) {
  if (label < 0 || label >= std::ssize(counts_)) {
    throw Error("naive Bayes: label " + std::to_string(label) + " of " +
                std::to_string(counts_.size()) + " classes");
  }
  const auto k = static_cast<std::size_t>(label);
  std::vector<std::int64_t> terms;
  for (const std::string& term : text_terms(text)) terms.push_back(terms_.add(term));
  for_each_feature(terms, [&](std::uint64_t key) {
    const std::uint32_t feature =
        features_.try_emplace(key, static_cast<std::uint32_t>(features_.size())).first->second;
    if (counts_[k].size() <= feature) counts_[k].resize(feature + std::size_t{1});
    counts_[k][feature] += 1.0f;
    features_of_class_[k] += 1.0;
  });
  texts_of_class_[k] += 1.0;
}

std::vector<double> NaiveBayes::log_probabilities(std::string_view text) const {
  double texts = 0.0;
  for (const double count : texts_of_class_) texts += count;
  if (texts == 0.0) throw Error("naive Bayes: there was no training text");
  std::vector<double> scores;
  std::vector<double> totals;
  for (std::size_t k = 0; k < counts_.size(); ++k) {
    scores.push_back(std::log(texts_of_class_[k] / texts));
    totals.push_back(features_of_class_[k] +
                     options_.smoothing * static_cast<double>(features_.size()));
  }
  std::vector<std::int64_t> terms;
  for (const std::string& term : text_terms(text)) terms.push_back(terms_.find(term));
  for_each_feature(terms, [&](std::uint64_t key) {
    const auto found = features_.find(key);
    if (found == features_.end()) return;
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double count =
          found->second < counts_[k].size() ? static_cast<double>(counts_[k][found->second]) : 0.0;
      scores[k] += std::log((count + options_.smoothing) / totals[k]);
    }
  });
  return scores;
}

std::int64_t NaiveBayes::predict(std::string_view text) const {
  const std::vector<double> scores = log_probabilities(text);
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

}  // namespace graft
