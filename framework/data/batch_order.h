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
/// once, in its own random order, and a batch may hold the end of one epoch and the beginning of
/// the next. With balanced classes every cycle has each class once, and every pass through a class
/// each of its rows once. Buckets take the batches that lie within one epoch, at most 64 at a time,
/// sort their rows by length, cut them into batches again and shuffle these; a batch of two epochs
/// stays as it is. Balanced classes have no epochs: all batches are taken so. A batch is a function
/// of its number alone.
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

  /// Batches [first, last), whose rows are sorted together.
  struct Chunk {
    std::int64_t first = 0;
    std::int64_t last = 0;
  };

  std::int64_t row_at(std::int64_t position);
  Chunk chunk_of(std::int64_t number) const;
  void fill(const Chunk& chunk);

  std::vector<std::int64_t> lengths_;
  BatchOrderOptions options_;
  std::vector<Sequence> sequences_;  // one; with balanced classes one for each class that has rows
  std::vector<Sequence> cycle_;      // of the classes; empty unless balanced
  Chunk chunk_;                      // that batches_ are of
  std::vector<std::vector<std::int64_t>> batches_;
};

}  // namespace graft
