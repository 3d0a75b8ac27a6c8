#pragma once

#include "graft/batch.h"
#include "graft/export.h"
#include "graft/ops/cross_entropy.h"
#include "graft/tensor.h"

namespace graft {

// The objective that all models share which predict the next token.

/// Inputs and targets from `windows` [batch, seq + 1] i64: `input_ids` [batch, seq], padding (-100)
/// replaced by 0, and `shift_labels` [batch, seq]. Throws ShapeError unless there are two columns.
GRAFT_API Batch next_token_batch(const Tensor& windows);

/// What each position must predict, [batch, seq] i64: `shift_labels`, else `labels` moved one to
/// the left with -100 behind them; undefined where the batch has neither. Throws InputError when
/// their shape is not that of `input_ids` or their dtype another.
GRAFT_API Tensor next_token_labels(const Batch& batch);

/// Cross entropy of `logits` [batch, seq, vocab] against `next_token_labels`; its loss is undefined
/// where there are none.
GRAFT_API CrossEntropy next_token_loss(const Tensor& logits, const Batch& batch);
/// The same from hidden_states [batch, seq, hidden] and the output embeddings [vocab, hidden],
/// without holding all logits.
GRAFT_API CrossEntropy next_token_loss(const Tensor& hidden_states, const Tensor& output_embeddings,
                                       const Batch& batch);

}  // namespace graft
