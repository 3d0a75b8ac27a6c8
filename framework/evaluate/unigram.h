#pragma once

#include <cstdint>
#include <vector>

#include "graft/batch.h"

namespace graft {

/// The model that knows how often tokens occur and nothing else: what any training has to beat.
class Unigram {
 public:
  explicit Unigram(std::int64_t vocab_size);

  /// Counts the targets of a batch: `shift_labels` or `labels` that are not -100.
  void learn(const Batch& batch);
  std::int64_t num_targets() const { return num_targets_; }
  /// Sum of -log p over the targets of a batch, p = (count + 1) / (all + vocab); adds their number.
  double loss_sum(const Batch& batch, std::int64_t& num_targets) const;

 private:
  std::vector<std::int64_t> counts_;
  std::int64_t num_targets_ = 0;
};

}  // namespace graft
