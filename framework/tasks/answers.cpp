#include "framework/tasks/answers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "framework/data/example_problems.h"
#include "framework/data/labels.h"
#include "framework/evaluate/metrics/calibration_metric.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/multi_label_metric.h"
#include "framework/evaluate/metrics/regression_metric.h"
#include "framework/tasks/scores.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr const char* kOneLabel = "single_label_classification";
constexpr const char* kSeveral = "multi_label_classification";
constexpr const char* kNumber = "regression";

/// Whether the examples have a column: those of the first split that has any.
bool has_column(const Dataset& dataset, const std::string& column) {
  for (const std::string& split : dataset.splits()) {
    if (dataset.size(split) == 0) continue;
    return dataset.example(split, 0).columns.contains(column);
  }
  return false;
}

}  // namespace

void Answers::add(const Answers& other, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  if (!other.classes.empty()) classes.push_back(other.classes[at]);
  if (!other.label_sets.empty()) label_sets.push_back(other.label_sets[at]);
  if (!other.values.empty()) values.push_back(other.values[at]);
}

AnswerReader::AnswerReader(const Dataset& dataset, const TaskOptions& options,
                           std::vector<std::string> known)
    : problem_type_(options.problem_type),
      training_(known.empty() || options.baseline ? &dataset : nullptr),
      labels_(std::move(known)) {
  if (problem_type_ == kSeveral && has_column(dataset, "labels")) {
    column_ = "labels";
  }
  if (!labels_.empty()) return;
  if (problem_type_ == kNumber) {
    labels_ = {"LABEL_0"};
  } else {
    labels_ = problem_type_ == kSeveral ? read_label_lists(dataset, column_) : read_labels(dataset);
  }
}

void AnswerReader::check_balance(const TaskOptions& options) const {
  if (!options.balance_classes || problem_type_ == kOneLabel) return;
  throw InputError(
      "conflicting-option",
      "balance_classes needs one label for each example, and problem_type is " + problem_type_,
      "remove balance_classes");
}

const char* AnswerReader::main_metric() const {
  if (problem_type_ == kNumber) return "spearman";
  return problem_type_ == kSeveral ? "micro_f1" : "accuracy";
}

void AnswerReader::read(const Example& example, const std::string& split, std::int64_t index,
                        Answers& answers) const {
  if (problem_type_ == kNumber) {
    const double value = number_at(example, column_, split, index);
    if (!std::isfinite(value)) {
      throw example_error(example, split, index, "bad-value", "`label` is not finite",
                          "remove it, or give it a value");
    }
    answers.values.push_back(value);
  } else if (problem_type_ == kSeveral) {
    std::vector<std::uint8_t> set(labels_.size());
    for (const std::string& label : list_at(example, column_, split, index)) {
      set[static_cast<std::size_t>(label_index(labels_, label, example, split, index))] = 1;
    }
    answers.label_sets.push_back(std::move(set));
  } else {
    answers.classes.push_back(
        label_index(labels_, label_at(example, split, index), example, split, index));
  }
}

Tensor AnswerReader::batch_labels(const Answers& answers,
                                  const std::vector<std::int64_t>& rows) const {
  const std::int64_t count = std::ssize(rows);
  if (problem_type_ == kNumber) {
    Tensor values({count}, DType::kFloat32);
    float* to = values.data<float>();
    for (const std::int64_t row : rows) {
      *to++ = static_cast<float>(answers.values[static_cast<std::size_t>(row)]);
    }
    return values;
  }
  if (problem_type_ == kSeveral) {
    Tensor sets({count, std::ssize(labels_)}, DType::kFloat32);
    float* to = sets.data<float>();
    for (const std::int64_t row : rows) {
      const auto& set = answers.label_sets[static_cast<std::size_t>(row)];
      to = std::transform(set.begin(), set.end(), to,
                          [](std::uint8_t has) { return static_cast<float>(has); });
    }
    return sets;
  }
  Tensor classes({count}, DType::kInt64);
  std::int64_t* to = classes.data<std::int64_t>();
  for (const std::int64_t row : rows) *to++ = answers.classes[static_cast<std::size_t>(row)];
  return classes;
}

namespace {

double sigmoid(float logit) { return 1.0 / (1.0 + std::exp(-static_cast<double>(logit))); }

/// Probabilities of classes.
std::vector<double> softmax(std::span<const float> logits) {
  const float most = *std::max_element(logits.begin(), logits.end());
  std::vector<double> result;
  double sum = 0.0;
  for (const float logit : logits) {
    result.push_back(std::exp(static_cast<double>(logit - most)));
    sum += result.back();
  }
  for (double& probability : result) probability /= sum;
  return result;
}

Value names_in(const std::vector<std::uint8_t>& set, const std::vector<std::string>& labels) {
  Value names = Value::list();
  for (std::size_t k = 0; k < set.size(); ++k) {
    if (set[k] != 0) names.push_back(labels[k]);
  }
  return names;
}

void score_classes(const AnswerReader& reader, const Answers& answers, const LogitRows& logits,
                   std::optional<std::uint64_t> seed, TaskScores& scores) {
  ClassificationMetric metric(std::ssize(reader.labels()));
  CalibrationMetric calibration;
  for (std::size_t i = 0; i < answers.classes.size(); ++i) {
    const std::vector<double> shares = softmax(logits.row(static_cast<std::int64_t>(i)));
    const auto best = std::max_element(shares.begin(), shares.end());
    const std::int64_t said = best - shares.begin();
    metric.add(answers.classes[i], said);
    calibration.add(*best, said == answers.classes[i]);
    Value& prediction = scores.predictions[i];
    prediction.set("label", reader.labels()[static_cast<std::size_t>(answers.classes[i])]);
    prediction.set("predicted", reader.labels()[static_cast<std::size_t>(said)]);
    prediction.set("score", *best);
  }
  add_metric(metric, seed, scores);
  add_metric(calibration, seed, scores);
  if (seed) add_majority(reader.training(), reader.labels(), metric, scores);
}

void score_label_sets(const AnswerReader& reader, const Answers& answers, const LogitRows& logits,
                      std::optional<std::uint64_t> seed, TaskScores& scores) {
  MultiLabelMetric metric(std::ssize(reader.labels()));
  for (std::size_t i = 0; i < answers.label_sets.size(); ++i) {
    std::vector<std::uint8_t> said;
    for (const float logit : logits.row(static_cast<std::int64_t>(i))) {
      said.push_back(sigmoid(logit) > 0.5 ? 1 : 0);
    }
    metric.add(answers.label_sets[i], said);
    scores.predictions[i].set("labels", names_in(answers.label_sets[i], reader.labels()));
    scores.predictions[i].set("predicted", names_in(said, reader.labels()));
  }
  add_metric(metric, seed, scores);
}

void score_values(const Answers& answers, const LogitRows& logits,
                  std::optional<std::uint64_t> seed, TaskScores& scores) {
  RegressionMetric metric;
  for (std::size_t i = 0; i < answers.values.size(); ++i) {
    const auto said = static_cast<double>(logits.row(static_cast<std::int64_t>(i)).front());
    metric.add(answers.values[i], said);
    scores.predictions[i].set("value", answers.values[i]);
    scores.predictions[i].set("predicted", said);
  }
  add_metric(metric, seed, scores);
}

}  // namespace

RowExamples::Reader LogitRows::reader() {
  return [this](const std::vector<std::int64_t>& rows, ModelOutput& output) {
    width_ = static_cast<std::size_t>(output.logits.dim(1));
    values_.resize(static_cast<std::size_t>(num_rows_) * width_);
    const float* from = output.logits.data<float>();
    for (const std::int64_t row : rows) {
      std::copy_n(from, width_, values_.data() + static_cast<std::size_t>(row) * width_);
      from += width_;
    }
  };
}

std::span<const float> LogitRows::row(std::int64_t row) const {
  return std::span(values_).subspan(static_cast<std::size_t>(row) * width_, width_);
}

std::vector<std::int64_t> chosen_examples(const TaskParts& parts, const AnswerReader& reader) {
  const auto count = parts.options.train_examples;
  if (!count || reader.problem_type() != kOneLabel) return first_for_training(parts);
  return choose_examples(parts.dataset, reader.labels(), *count, "task.train_examples");
}

TaskScores score_answers(const AnswerReader& reader, const Answers& answers,
                         const LogitRows& logits, const std::vector<std::int64_t>& indices,
                         std::optional<std::uint64_t> seed) {
  TaskScores scores;
  scores.n = std::ssize(indices);
  for (const std::int64_t index : indices) {
    Value prediction;
    prediction.set("index", index);
    scores.predictions.push_back(std::move(prediction));
  }
  if (reader.problem_type() == kNumber) {
    score_values(answers, logits, seed, scores);
  } else if (reader.problem_type() == kSeveral) {
    score_label_sets(reader, answers, logits, seed, scores);
  } else {
    score_classes(reader, answers, logits, seed, scores);
  }
  return scores;
}

TaskScores score_said(const AnswerReader& reader, const Answers& answers, const Answers& said,
                      std::uint64_t seed) {
  TaskScores scores;
  const std::int64_t num_labels = std::ssize(reader.labels());
  if (reader.problem_type() == kNumber) {
    RegressionMetric metric;
    for (std::size_t i = 0; i < said.values.size(); ++i)
      metric.add(answers.values[i], said.values[i]);
    add_metric(metric, seed, scores);
    scores.n = metric.num_items();
  } else if (reader.problem_type() == kSeveral) {
    MultiLabelMetric metric(num_labels);
    for (std::size_t i = 0; i < said.label_sets.size(); ++i) {
      metric.add(answers.label_sets[i], said.label_sets[i]);
    }
    add_metric(metric, seed, scores);
    scores.n = metric.num_items();
  } else {
    ClassificationMetric metric(num_labels);
    for (std::size_t i = 0; i < said.classes.size(); ++i) {
      metric.add(answers.classes[i], said.classes[i]);
    }
    add_metric(metric, seed, scores);
    scores.n = metric.num_items();
  }
  return scores;
}

}  // namespace graft
