#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "framework/tasks/task.h"

namespace graft {

/// Examples that are rows: any of them may share a batch.
class RowExamples : public TaskExamples {
 public:
  /// Reads what the model makes of some rows.
  using Reader = std::function<void(const std::vector<std::int64_t>& rows, ModelOutput& output)>;

  struct Order {
    bool length_buckets = false;
    bool balance_classes = false;
  };

  RowExamples(Architecture& model, Order order) : model_(model), order_(order) {}

  std::unique_ptr<BatchSource> training_batches(std::int64_t batch_size,
                                                std::uint64_t seed) override;
  Batch longest_batch(std::int64_t rows) override;

  /// Inputs and labels of some rows. Objectives that draw do so under `seed`.
  virtual Batch batch(const std::vector<std::int64_t>& rows, std::uint64_t seed) = 0;

 protected:
  /// Of a row, in tokens.
  virtual std::int64_t length(std::int64_t row) const = 0;
  virtual std::int64_t class_of(std::int64_t) const { return 0; }

  /// Passes every row through the model once, those of like length together. Returns the mean loss
  /// over all targets; none where there are no labels.
  std::optional<double> for_each_output(const Reader& read);
  /// The loss alone.
  std::optional<double> mean_loss();

  Architecture& model() const { return model_; }

 private:
  std::optional<double> pass_all(const Reader& read, bool logits);
  std::vector<std::int64_t> by_length() const;  // shortest first

  Architecture& model_;
  Order order_;
};

}  // namespace graft
