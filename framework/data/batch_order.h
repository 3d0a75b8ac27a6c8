#pragma once

#include <cstdint>
#include <vector>

namespace graft {

struct BatchOrderOptions {
  std::int64_t batch_size = 1;
  std::uint64_t seed = 0;
  bool length_buckets = false;   // rows of like length share a batch
  bool balance_classes = false;  // every class is drawn equally often
};

/// Which rows a training batch has. The rows form an endless sequence: every epoch has each row
/// once, in its own random order; with balanced classes every cycle has each class once, and every
/// pass through a class each of its rows once. Buckets sort 64 batches' worth of that sequence, or
/// an epoch's where that is less, by length, cut them into batches and shuffle these. A batch is a
/// function of its number alone.
class BatchOrder {
 public:
  /// `lengths`: of every row, in tokens. `classes`: of every row, 0 or more; only read where they
  /// are balanced. Throws Error without rows.
  BatchOrder(std::vector<std::int64_t> lengths, const std::vector<std::int64_t>& classes,
             BatchOrderOptions options);

  std::vector<std::int64_t> batch(std::int64_t number);

 private:
  /// An endless sequence over `rows`, in which every epoch has each of them once.
  class Sequence {
   public:
    Sequence(std::vector<std::int64_t> rows, std::uint64_t seed);
    std::int64_t at(std::int64_t position);

   private:
    std::vector<std::int64_t> rows_;
    std::uint64_t seed_;
    std::int64_t epoch_ = -1;
    std::vector<std::int64_t> order_;  // of epoch_
  };

  std::int64_t row_at(std::int64_t position);
  void fill(std::int64_t chunk);

  std::vector<std::int64_t> lengths_;
  BatchOrderOptions options_;
  std::vector<Sequence> sequences_;  // one; with balanced classes one for each class that has rows
  std::vector<Sequence> cycle_;      // of the classes; empty unless balanced
  std::int64_t chunk_batches_ = 1;   // batches that are made at a time
  std::int64_t chunk_ = -1;
  std::vector<std::vector<std::int64_t>> batches_;  // of chunk_
};

}  // namespace graft
