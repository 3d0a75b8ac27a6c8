#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

struct RougeOptions {
  /// Words of more than three letters are reduced to their stems (porter_stemmer.h), as
  /// rouge_score's use_stemmer.
  bool use_stemmer = false;
  /// For Chinese and the like: characters of scripts without spaces between words are tokens too.
  /// rouge_score itself drops everything but a-z and 0-9.
  bool characters = false;
};

/// `rouge1`, `rouge2`, `rougeL` and `rougeLsum`: means of the F-measures of the items, in [0, 1],
/// with the numbers of Google's rouge_score. Of several references the one with the best F-measure
/// counts, for each of the four. `rougeLsum` takes lines for sentences.
/// Memory: 48 bytes an item. Time grows with the product of the lengths of text and reference.
/// Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004.
class RougeMetric : public SumMetric {
 public:
  explicit RougeMetric(const RougeOptions& options = {});

  /// One text with its references. Throws Error where there is no reference.
  void add(std::string_view prediction, const std::vector<std::string>& references);

  std::vector<std::string> names() const override;
  std::string signature() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

 private:
  RougeOptions options_;
};

/// The tokens that ROUGE compares: runs of a-z and 0-9 in lower case.
std::vector<std::string> rouge_tokens(std::string_view text, const RougeOptions& options);

}  // namespace graft
