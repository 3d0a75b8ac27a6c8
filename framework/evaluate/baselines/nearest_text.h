#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "framework/evaluate/baselines/text_terms.h"

namespace graft {

/// The training text that is most like a given one: the cosine of counts of terms (text_terms.h)
/// weighted by idf = ln((1 + texts) / (1 + texts with the term)) + 1. Of several alike the first.
/// What it was paired with is the baseline's answer: a target text, a caption, a number, a class.
/// Source of the weights: Salton and Buckley, "Term-weighting Approaches in Automatic Text
/// Retrieval", 1988; smoothed as in scikit-learn's TfidfVectorizer.
class NearestText {
 public:
  /// Numbered texts, in this order.
  explicit NearestText(const std::vector<std::string>& texts);

  /// The number of the nearest text; 0 where none has a term in common. Throws Error where there is
  /// no text at all.
  std::int64_t nearest(std::string_view text) const;
  /// Their cosine, in [0, 1].
  double similarity(std::string_view text, std::int64_t number) const;

 private:
  using Weights = std::unordered_map<std::int64_t, double>;
  /// Of length 1; terms that no text has count for the length.
  Weights weights_of(std::string_view text) const;
  std::vector<double> similarities(std::string_view text) const;

  TermNumbers terms_;
  std::vector<double> idf_;  // [terms]
  double unknown_idf_ = 1.0;
  std::vector<std::vector<std::pair<std::int64_t, double>>> postings_;  // texts with each term
  std::int64_t num_texts_ = 0;
};

}  // namespace graft
