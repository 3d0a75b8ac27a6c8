#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/metrics/answer_text.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// Answers in texts: `exact_match` and `f1`, means over the questions, in [0, 1] (SQuAD's scripts
/// print them times 100). Under SQuAD 2.0 also of the questions with an answer,
/// `answerable_exact_match` and `answerable_f1`, and `unanswerable_accuracy` of those without; NaN
/// where there is no such question.
/// Memory: at most 48 bytes a question.
class AnswerMetric : public SumMetric {
 public:
  explicit AnswerMetric(AnswerConvention convention = AnswerConvention::kSquad1);

  /// One question with its true answers, as score_answer() reads them.
  void add(std::string_view prediction, const std::vector<std::string>& answers);

  std::vector<std::string> names() const override;
  std::string signature() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

 private:
  AnswerConvention convention_;
};

}  // namespace graft
