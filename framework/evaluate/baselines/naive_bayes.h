#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "framework/evaluate/baselines/text_terms.h"

namespace graft {

struct NaiveBayesOptions {
  double smoothing = 0.1;  // added to the count of each feature in each class
};

/// Multinomial naive Bayes over terms and pairs of neighbouring terms (text_terms.h): the class
/// with the greatest log P(class) + sum of log P(feature | class), where P(feature | class) =
/// (count + smoothing) / (features of the class + smoothing x features known). Features that no
/// training text has say nothing. Of equal classes the first is taken. Source: McCallum and Nigam,
/// "A Comparison of Event Models for Naive Bayes Text Classification", 1998; with bigrams Wang and
/// Manning, "Baselines and Bigrams", 2012.
class NaiveBayes {
 public:
  explicit NaiveBayes(std::int64_t num_classes, NaiveBayesOptions options = {});

  /// One training text. Throws Error for a label that is not in [0, num_classes).
  void learn(std::string_view text, std::int64_t label);
  /// Throws Error where nothing was learned.
  std::int64_t predict(std::string_view text) const;
  /// Of each class, up to a constant; minus infinity for a class without a text.
  std::vector<double> log_probabilities(std::string_view text) const;

  std::int64_t num_features() const { return std::ssize(features_); }

 private:
  NaiveBayesOptions options_;
  TermNumbers terms_;
  // A pair of numbers of terms, or a term and kNoTerm, to the number of the feature.
  std::unordered_map<std::uint64_t, std::uint32_t> features_;
  std::vector<std::vector<float>> counts_;  // [classes][features]; may be shorter: 0
  std::vector<double> features_of_class_;
  std::vector<double> texts_of_class_;
};

}  // namespace graft
