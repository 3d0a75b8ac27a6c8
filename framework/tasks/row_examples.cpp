#include "framework/tasks/row_examples.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "framework/data/batch_order.h"
#include "graft/autograd.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kEvaluationRows = 64;
constexpr std::int64_t kEvaluationTokens = 16384;

/// Batches of rows in the order of their training.
class OrderedBatches : public BatchSource {
 public:
  OrderedBatches(RowExamples& examples, BatchOrder order, std::uint64_t seed)
      : examples_(examples), order_(std::move(order)), seed_(seed) {}

  Batch batch(std::int64_t k) override {
    return examples_.batch(order_.batch(k), mix_seed(seed_, 8, static_cast<std::uint64_t>(k)));
  }

 private:
  RowExamples& examples_;
  BatchOrder order_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<BatchSource> RowExamples::training_batches(std::int64_t batch_size,
                                                           std::uint64_t seed) {
  std::vector<std::int64_t> lengths;
  std::vector<std::int64_t> classes;
  for (std::int64_t row = 0; row < size(); ++row) {
    lengths.push_back(length(row));
    classes.push_back(class_of(row));
  }
  const BatchOrderOptions options{batch_size, seed, order_.length_buckets, order_.balance_classes};
  return std::make_unique<OrderedBatches>(*this, BatchOrder(std::move(lengths), classes, options),
                                          seed);
}

std::vector<std::int64_t> RowExamples::by_length() const {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(size()));
  std::iota(rows.begin(), rows.end(), 0);
  std::stable_sort(rows.begin(), rows.end(), [this](std::int64_t left, std::int64_t right) {
    return length(left) < length(right);
  });
  return rows;
}

Batch RowExamples::longest_batch(std::int64_t rows) {
  const std::vector<std::int64_t> order = by_length();
  if (order.empty()) throw InputError("too-little-data", "there is nothing to train on");
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
    chosen.push_back(order[order.size() - 1 - i % order.size()]);
  }
  return batch(chosen, 0);
}

std::optional<double> RowExamples::for_each_output(const Reader& read) {
  return pass_all(read, true);
}

std::optional<double> RowExamples::mean_loss() {
  return pass_all([](const std::vector<std::int64_t>&, ModelOutput&) {}, false);
}

std::optional<double> RowExamples::pass_all(const Reader& read, bool logits) {
  const NoGradient no_gradient;
  const std::vector<std::int64_t> order = by_length();
  double total = 0.0;
  std::int64_t num_targets = 0;
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    // As many as the longest of them, which is the last, allows.
    last = std::min(first + kEvaluationRows, order.size());
    while (last - first > 1 &&
           static_cast<std::int64_t>(last - first) * length(order[last - 1]) > kEvaluationTokens) {
      --last;
    }
    const std::vector<std::int64_t> rows(order.begin() + static_cast<std::ptrdiff_t>(first),
                                         order.begin() + static_cast<std::ptrdiff_t>(last));
    ForwardContext context;
    context.logits = logits;
    ModelOutput output = model_.forward(batch(rows, static_cast<std::uint64_t>(first)), context);
    if (output.loss.defined() && output.num_targets > 0) {
      total += static_cast<double>(output.loss.item()) * static_cast<double>(output.num_targets);
      num_targets += output.num_targets;
    }
    read(rows, output);
  }
  if (num_targets == 0) return std::nullopt;
  return total / static_cast<double>(num_targets);
}

}  // namespace graft
