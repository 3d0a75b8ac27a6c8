#include "graft/nn/token_head.h"

#include <algorithm>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/error.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

void require_labels(const char* name, const Tensor& labels, const Shape& shape) {
  if (labels.shape() == shape && labels.dtype() == DType::kInt64) return;
  throw InputError("bad-shape", std::string(name) + ": expected i64 " + to_string(shape) +
                                    ", got " + name_of(labels.dtype()) + " " +
                                    to_string(labels.shape()));
}

/// Positions as labels of a sequence of `seq` tokens.
Tensor position_labels(const char* name, const Tensor& positions, const Shape& shape,
                       std::int64_t seq) {
  require_labels(name, positions, shape);
  Tensor labels = positions.clone();
  std::int64_t* const begin = labels.data<std::int64_t>();
  std::transform(begin, begin + labels.numel(), begin, [seq](std::int64_t position) {
    // Before the text counts as its first token, behind it as nothing: so the reference clamps.
    const std::int64_t clamped = std::max<std::int64_t>(position, 0);
    return clamped < seq ? clamped : kIgnoreIndex;
  });
  return labels;
}

}  // namespace

SequenceLoss token_loss(const Tensor& logits, const Tensor& labels) {
  require_labels("labels", labels, {logits.dim(0), logits.dim(1)});
  const CrossEntropy result =
      cross_entropy(reshape(logits, {-1, logits.dim(2)}), labels.view({-1}));
  return {result.loss, result.num_targets};
}

LabelledRows labelled_rows(const Tensor& hidden_states, const Tensor& labels) {
  require_labels("labels", labels, {hidden_states.dim(0), hidden_states.dim(1)});
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < labels.numel(); ++i) {
    if (labels.data<std::int64_t>()[i] != kIgnoreIndex) rows.push_back(i);
  }
  return {select_rows(reshape(hidden_states, {-1, hidden_states.dim(2)}), rows),
          select_rows(labels.view({-1}), rows)};
}

SpanLogits span_logits(const Tensor& logits) {
  const Shape shape = {logits.dim(0), logits.dim(1)};
  return {reshape(slice(logits, 2, 0, 1), shape), reshape(slice(logits, 2, 1, 2), shape)};
}

SequenceLoss span_loss(const SpanLogits& logits, const Tensor& start_positions,
                       const Tensor& end_positions) {
  const Shape shape = {logits.start.dim(0)};
  const std::int64_t seq = logits.start.dim(1);
  const CrossEntropy start =
      cross_entropy(logits.start, position_labels("start_positions", start_positions, shape, seq));
  const CrossEntropy end =
      cross_entropy(logits.end, position_labels("end_positions", end_positions, shape, seq));
  return {scale(add(start.loss, end.loss), 0.5f), std::max(start.num_targets, end.num_targets)};
}

}  // namespace graft
