#pragma once

#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/roles/architecture.h"

namespace graft::tests {

/// A language model given as a table: row i holds the logits of what follows token i. It counts the
/// tokens that pass through it.
class SuccessorModel : public Autoregressive {
 public:
  explicit SuccessorModel(std::vector<std::vector<float>> table, std::int64_t max_positions = 64)
      : table_(std::move(table)), max_positions_(max_positions) {}

  ModelOutput forward(const Batch&, ForwardContext&) override { throw Error("not asked for"); }
  Value config() const override { return Value::map(); }
  std::int64_t max_positions() const override { return max_positions_; }
  std::int64_t vocab_size() const override { return static_cast<std::int64_t>(table_.size()); }
  KvCache start(const Batch&, ForwardContext&) override { return KvCache(1); }

  Tensor next_token_logits(const Tensor& input_ids, const Tensor&, KvCache& cache,
                           ForwardContext&) override {
    const std::int64_t rows = input_ids.dim(0);
    const std::int64_t seq = input_ids.dim(1);
    if (cache.length() + seq > max_positions_) throw InputError("too-long", "too many positions");
    const Tensor nothing = Tensor::zeros({rows, seq, 1});
    cache.append(0, nothing, nothing);
    num_passed += rows * seq;
    std::vector<float> logits;
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int64_t last = input_ids.data<std::int64_t>()[(row + 1) * seq - 1];
      const std::vector<float>& next = table_.at(static_cast<std::size_t>(last));
      logits.insert(logits.end(), next.begin(), next.end());
    }
    return Tensor::from({rows, vocab_size()}, logits);
  }

  std::int64_t num_passed = 0;

 private:
  std::vector<std::vector<float>> table_;
  std::int64_t max_positions_;
};

/// Five tokens with probabilities that differ much; token 4 ends a text.
inline std::vector<std::vector<float>> five_tokens() {
  return {{0.1f, 2.0f, 1.9f, 0.3f, -1.0f},
          {1.2f, 0.1f, 0.2f, 1.1f, 0.9f},
          {0.2f, 0.3f, 0.1f, 2.9f, -2.0f},
          {0.4f, 0.2f, 1.3f, 0.1f, 2.2f},
          {1.0f, 0.3f, 0.2f, 0.4f, 0.6f}};
}

}  // namespace graft::tests
