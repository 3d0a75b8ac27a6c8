#include "framework/evaluate/metrics/answer_metric.h"

#include <algorithm>

namespace graft {

namespace {

// Sums: questions, exact matches and F1 of those with an answer, then of those without.
constexpr std::uint32_t kAnswerable = 0;
constexpr std::uint32_t kUnanswerable = 3;
constexpr std::int64_t kNumSums = 6;

}  // namespace

AnswerMetric::AnswerMetric(AnswerConvention convention)
    : SumMetric(kNumSums), convention_(convention) {}

void AnswerMetric::add(std::string_view prediction, const std::vector<std::string>& answers) {
  const AnswerScore score = score_answer(prediction, answers, convention_);
  const bool has_answer = std::any_of(answers.begin(), answers.end(),
                                      [](const std::string& answer) { return !answer.empty(); });
  const std::uint32_t first = has_answer ? kAnswerable : kUnanswerable;
  const Addend addends[] = {{first, 1.0}, {first + 1, score.exact_match}, {first + 2, score.f1}};
  add_item(addends);
}

std::vector<std::string> AnswerMetric::names() const {
  if (convention_ != AnswerConvention::kSquad2) return {"exact_match", "f1"};
  return {"exact_match", "f1", "answerable_exact_match", "answerable_f1", "unanswerable_accuracy"};
}

std::string AnswerMetric::signature() const {
  if (convention_ == AnswerConvention::kCmrc) return "answers:CMRC-2018|words:white-space";
  return convention_ == AnswerConvention::kSquad1 ? "answers:SQuAD-1.1" : "answers:SQuAD-2.0";
}

std::vector<double> AnswerMetric::from_sums(std::span<const double> sums) const {
  const double n = sums[kAnswerable] + sums[kUnanswerable];
  std::vector<double> values = {(sums[kAnswerable + 1] + sums[kUnanswerable + 1]) / n,
                                (sums[kAnswerable + 2] + sums[kUnanswerable + 2]) / n};
  if (convention_ == AnswerConvention::kSquad2) {
    values.push_back(sums[kAnswerable + 1] / sums[kAnswerable]);
    values.push_back(sums[kAnswerable + 2] / sums[kAnswerable]);
    values.push_back(sums[kUnanswerable + 1] / sums[kUnanswerable]);
  }
  return values;
}

}  // namespace graft
