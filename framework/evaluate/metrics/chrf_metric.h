#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/metrics/reference_count.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

struct ChrfOptions {
  std::int64_t char_order = 6;
  std::int64_t word_order = 0;  // 2: chrF++
  std::int64_t beta = 2;        // how often recall counts for one precision
  bool lowercase = false;
  bool whitespace = false;     // n-grams of characters contain white space
  bool eps_smoothing = false;  // mean of F over all orders, as chrF++.py; else F of mean precision
                               // and recall over the orders that both sides have
};

/// chrF of a corpus, in [0, 100]: `chrf`, or `chrf++` with n-grams of words, with the numbers and
/// the conventions of sacreBLEU 2: of several references the one with the best F counts. The
/// signature has sacreBLEU's fields; the version is Graft's.
/// Memory: 24 x (char_order + word_order) + 8 bytes a sentence.
/// Source: Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015, and
/// "chrF++: words helping character n-grams", 2017.
class ChrfMetric : public SumMetric {
 public:
  explicit ChrfMetric(const ChrfOptions& options = {});

  /// One sentence with its references. Throws Error where there is no reference.
  void add(std::string_view hypothesis, const std::vector<std::string>& references);

  std::vector<std::string> names() const override;
  std::string signature() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

 private:
  ChrfOptions options_;
  ReferenceCount reference_count_;
};

}  // namespace graft
