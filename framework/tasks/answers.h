#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/tasks/row_examples.h"
#include "framework/tasks/task.h"
#include "graft/roles/dataset.h"

namespace graft {

/// What the examples of a classification task say, as numbers: one of the lists is filled.
struct Answers {
  std::vector<std::int64_t> classes;
  std::vector<std::vector<std::uint8_t>> label_sets;  // 1: has it; by label
  std::vector<double> values;

  /// Appends what `other` says of a row.
  void add(const Answers& other, std::int64_t row);
  /// Of a row, for balanced batches; 0 where it is not of one class.
  std::int64_t class_of(std::int64_t row) const {
    return classes.empty() ? 0 : classes[static_cast<std::size_t>(row)];
  }
};

/// How the right answer of an example is read, by problem type.
class AnswerReader {
 public:
  /// `known`: labels that a model was trained on; empty: those of the training split. Throws
  /// InputError where there are too few. `dataset` must outlive it.
  AnswerReader(const Dataset& dataset, const TaskOptions& options, std::vector<std::string> known);

  const std::vector<std::string>& labels() const { return labels_; }
  const std::string& problem_type() const { return problem_type_; }
  /// The data whose training split tells what simple methods say; null: they are not asked for.
  const Dataset* training() const { return training_; }

  /// Throws InputError where `balance_classes` is asked for and there are no classes.
  void check_balance(const TaskOptions& options) const;
  /// What decides how good a model is, by its name in result.json.
  const char* main_metric() const;

  /// Appends the answer of an example. Throws InputError naming it where it has none.
  void read(const Example& example, const std::string& split, std::int64_t index,
            Answers& answers) const;
  /// `labels` of a batch of these rows.
  Tensor batch_labels(const Answers& answers, const std::vector<std::int64_t>& rows) const;

 private:
  std::string problem_type_;
  const Dataset* training_;
  std::string column_ = "label";
  std::vector<std::string> labels_;
};

/// The logits of every row, [rows, labels], collected batch by batch.
class LogitRows {
 public:
  explicit LogitRows(std::int64_t num_rows) : num_rows_(num_rows) {}

  RowExamples::Reader reader();
  /// Of a row, [labels].
  std::span<const float> row(std::int64_t row) const;

 private:
  std::int64_t num_rows_;
  std::size_t width_ = 0;
  std::vector<float> values_;
};

/// Scores what a model said of rows that are the examples at `indices`. Without `seed` no
/// intervals.
TaskScores score_answers(const AnswerReader& reader, const Answers& answers,
                         const LogitRows& logits, const std::vector<std::int64_t>& indices,
                         std::optional<std::uint64_t> seed);

/// The same for answers without probabilities, such as those of simple methods. No predictions.
TaskScores score_said(const AnswerReader& reader, const Answers& answers, const Answers& said,
                      std::uint64_t seed);

/// Training examples of a task with labels: all, or `train_examples` evenly from each label.
std::vector<std::int64_t> chosen_examples(const TaskParts& parts, const AnswerReader& reader);

}  // namespace graft
