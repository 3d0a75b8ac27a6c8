#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// Queries whose candidates are put in the order of their scores: `recall@k`, the share of queries
/// with a right candidate among the first k (as papers on images and texts report it), and `mrr`,
/// the mean of 1 / rank of the first right candidate.
///
/// Of equal scores every order is as likely, and what is added is the mean over all of them: a
/// model that says the same of everything gets what chance gives, whatever the order of the data.
/// Memory: 8 x (2 + depths) + 8 bytes a query.
/// Source of mrr: Voorhees, "The TREC-8 Question Answering Track Report", 1999.
class RetrievalMetric : public SumMetric {
 public:
  /// `depths`: the k of recall@k, each at least 1.
  explicit RetrievalMetric(std::vector<std::int64_t> depths = {1, 5, 10});

  /// One query: the scores of all candidates, and which of them are right, at least one. Throws
  /// Error for candidates that are not there, and for scores that are not numbers.
  void add(std::span<const float> scores, std::span<const std::int64_t> right);

  std::vector<std::string> names() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

  const std::vector<std::int64_t>& depths() const { return depths_; }

 private:
  std::vector<std::int64_t> depths_;
};

}  // namespace graft
