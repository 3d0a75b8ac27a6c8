#include "graft/nn/next_token.h"

#include <algorithm>

#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

Batch next_token_batch(const Tensor& windows) {
  if (windows.rank() != 2 || windows.dim(1) < 2) {
    throw ShapeError("next_token_batch: windows " + to_string(windows.shape()) +
                     " must be [batch, seq + 1] with seq at least 1");
  }
  const std::int64_t rows = windows.dim(0);
  const std::int64_t seq = windows.dim(1) - 1;
  Tensor input_ids({rows, seq}, DType::kInt64);
  Tensor shift_labels({rows, seq}, DType::kInt64);
  const std::int64_t* window = windows.data<std::int64_t>();
  std::int64_t* input = input_ids.data<std::int64_t>();
  std::int64_t* label = shift_labels.data<std::int64_t>();
  for (std::int64_t row = 0; row < rows; ++row, window += seq + 1) {
    // Padding stands at the end, where no earlier position sees it: any id will do there.
    input = std::transform(window, window + seq, input,
                           [](std::int64_t id) { return std::max<std::int64_t>(id, 0); });
    label = std::copy(window + 1, window + seq + 1, label);
  }
  Batch batch;
  batch["input_ids"] = std::move(input_ids);
  batch["shift_labels"] = std::move(shift_labels);
  return batch;
}

Tensor next_token_labels(const Batch& batch) {
  const Tensor* shifted = batch.find("shift_labels");
  const Tensor* given = shifted != nullptr ? shifted : batch.find("labels");
  if (given == nullptr) return Tensor();
  const std::string name = shifted != nullptr ? "shift_labels" : "labels";
  if (given->dtype() != DType::kInt64) {
    throw InputError("bad-dtype", name + ": expected i64, got " + name_of(given->dtype()),
                     "give token ids, and -100 where nothing is to be predicted");
  }
  const Shape& shape = batch.at("input_ids").shape();
  if (given->shape() != shape || shape.size() != 2) {
    throw InputError("bad-shape", name + " " + to_string(given->shape()) + " and input_ids " +
                                      to_string(shape) + " must both be [batch, seq]");
  }
  if (shifted != nullptr) return *shifted;
  Tensor labels(shape, DType::kInt64);
  const std::int64_t* from = given->data<std::int64_t>();
  std::int64_t* to = labels.data<std::int64_t>();
  for (std::int64_t row = 0; row < shape[0] && shape[1] > 0; ++row, from += shape[1]) {
    to = std::copy(from + 1, from + shape[1], to);
    *to++ = kIgnoreIndex;
  }
  return labels;
}

CrossEntropy next_token_loss(const Tensor& logits, const Batch& batch) {
  const Tensor labels = next_token_labels(batch);
  if (!labels.defined()) return {};
  return cross_entropy(reshape(logits, {-1, logits.dim(-1)}), labels.view({-1}));
}

CrossEntropy next_token_loss(const Tensor& hidden_states, const Tensor& output_embeddings,
                             const Batch& batch) {
  const Tensor labels = next_token_labels(batch);
  if (!labels.defined()) return {};
  return linear_cross_entropy(reshape(hidden_states, {-1, hidden_states.dim(-1)}),
                              output_embeddings, Tensor(), labels.view({-1}));
}

}  // namespace graft
