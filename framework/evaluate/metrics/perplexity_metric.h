#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// What a language model said of one text.
struct TextLikelihood {
  double log_probability = 0.0;  // natural logarithm, summed over the tokens; at most 0
  std::int64_t tokens = 0;       // that were predicted
  std::int64_t words = 0;        // as word_count() counts
  std::int64_t bytes = 0;        // of UTF-8
};

/// `perplexity` = exp(-sum / tokens), `word_perplexity`, `byte_perplexity` likewise, and
/// `bits_per_byte` = -sum / (bytes ln 2), from sums over all texts, as lm-evaluation-harness. Only
/// the last three compare models with different tokenizers. NaN where there is nothing to divide
/// by. Memory: 40 bytes a text.
class PerplexityMetric : public SumMetric {
 public:
  PerplexityMetric() : SumMetric(4) {}

  /// One text, the item. Throws Error for a log-probability that is NaN, or negative counts.
  void add(const TextLikelihood& text);

  std::vector<std::string> names() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;
};

/// Words as lm-evaluation-harness counts them: one more than there are runs of white space, those
/// at the ends included. Texts without spaces, as Chinese ones, have few: use bytes there.
std::int64_t word_count(std::string_view text);

}  // namespace graft
