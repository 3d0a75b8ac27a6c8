#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/config/task_options.h"
#include "framework/evaluate/metrics/metric_result.h"
#include "graft/batch.h"
#include "graft/random.h"
#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// The k-th micro-batch of a training; a function of k alone.
class BatchSource {
 public:
  virtual ~BatchSource();
  virtual Batch batch(std::int64_t k) = 0;
};

/// How well a model does on some examples.
struct TaskScores {
  std::optional<double> loss;  // mean over all targets; none: the task has no loss
  std::vector<MetricResult> metrics;
  std::int64_t n = 0;              // examples
  Value details = Value::map();    // what else result.json says
  std::vector<Value> predictions;  // of each example, for predictions.jsonl
};

/// Some examples of one split, as a model reads them.
class TaskExamples {
 public:
  virtual ~TaskExamples();

  /// Rows of training batches; a long example may give several.
  virtual std::int64_t size() const = 0;
  /// Training batches in one pass over them.
  virtual double epoch_batches(std::int64_t batch_size) const {
    return static_cast<double>(size()) / static_cast<double>(batch_size);
  }
  /// Endless shuffled batches.
  virtual std::unique_ptr<BatchSource> training_batches(std::int64_t batch_size,
                                                        std::uint64_t seed) = 0;
  /// The longest rows, repeated where there are too few: to see what a batch costs.
  virtual Batch longest_batch(std::int64_t rows) = 0;
  /// The model's loss and what it costs little to measure besides, without intervals: for a look
  /// in the middle of a training.
  virtual TaskScores validate() = 0;
  /// Everything that result.json says, intervals from `seed`.
  virtual TaskScores evaluate(std::uint64_t seed) = 0;
  /// Texts that are not read whole.
  virtual std::int64_t num_truncated() const { return 0; }
};

/// What examples are read for. Both must outlive what is made for them.
struct TaskModel {
  Architecture& model;
  const Tokenizer& tokenizer;
};

/// How many rows of training batches examples give.
enum class TrainingRows {
  kOneEach,      // an example, a row
  kAsCut,        // one for each part of an example that is too long for the model
  kFromAllText,  // cut from all examples together
};

/// What is asked of a model, how it learns it from examples, and how its answers are scored.
class Task {
 public:
  virtual ~Task();

  /// What has to stand on the model.
  virtual HeadSpec head() const = 0;
  /// The metric that early stopping may go by and tables show, by its name in result.json.
  virtual std::string main_metric() const = 0;
  /// Whether a model can learn it; else it is only evaluated.
  virtual bool is_trainable() const { return true; }
  /// Throws InputError for a model that cannot do it.
  virtual void check_model(const Architecture& model) const = 0;
  /// Looks at the first `most` examples of a split, without a model. Throws InputError about those
  /// that lack something, up to kMostRowProblems.
  virtual void check_examples(const std::string& split, std::int64_t most) const = 0;
  /// Which examples are trained on: all, or `train_examples` of them. Throws InputError where there
  /// are fewer.
  virtual std::vector<std::int64_t> training_indices() const = 0;
  virtual TrainingRows training_rows() const { return TrainingRows::kOneEach; }
  /// Training batches in one pass over so many rows: what TaskExamples say of themselves.
  virtual double epoch_batches(double rows, std::int64_t batch_size) const {
    return rows / static_cast<double>(batch_size);
  }
  virtual std::unique_ptr<TaskExamples> examples(
      const TaskModel& model, const std::string& split,
      const std::vector<std::int64_t>& indices) const = 0;
  /// What a simple method scores that learned from the training examples at `train`; its name
  /// stands in `details`. Empty metrics: there is none.
  virtual TaskScores baseline(const std::vector<std::int64_t>& train, const std::string& split,
                              const std::vector<std::int64_t>& indices,
                              std::uint64_t seed) const = 0;
};

/// What a task is made of. `dataset` must outlive it. `labels`: those that a model was trained on;
/// empty: the data's own.
struct TaskParts {
  static constexpr std::int64_t kEvaluationRows = 64;

  const Dataset& dataset;
  const TaskOptions& options;
  std::vector<std::string> captions;  // columns with the texts of an image
  std::vector<std::string> labels;
  std::int64_t batch_size =
      kEvaluationRows;  // rows of an evaluated batch, where the loss depends on them
};

/// `kind`: one of task_kinds(). Throws InputError where the data has no labels and the like.
std::unique_ptr<Task> make_task(const std::string& kind, TaskParts parts);

}  // namespace graft
