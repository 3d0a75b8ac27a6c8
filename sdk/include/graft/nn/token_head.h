#pragma once

#include "graft/nn/sequence_head.h"

namespace graft {

/// Loss of one label per token: logits [batch, seq, num_labels] against labels [batch, seq] i64,
/// -100 ignored. Throws InputError for labels of another shape or type.
GRAFT_API SequenceLoss token_loss(const Tensor& logits, const Tensor& labels);

/// What has a label of hidden_states [batch, seq, hidden], and these labels.
struct GRAFT_API LabelledRows {
  Tensor rows;    // [targets, hidden]
  Tensor labels;  // [targets] i64
};
/// For heads that predict few of the tokens. Throws InputError for labels other than [batch, seq]
/// i64.
GRAFT_API LabelledRows labelled_rows(const Tensor& hidden_states, const Tensor& labels);

/// Logits of where an answer begins and ends, [batch, seq] each, from [batch, seq, 2].
struct GRAFT_API SpanLogits {
  Tensor start;
  Tensor end;
};
GRAFT_API SpanLogits span_logits(const Tensor& logits);

/// Mean of the losses of both ends against start_positions and end_positions [batch] i64. A
/// position outside the text is ignored, as in the reference. Throws InputError for positions of
/// another shape or type.
GRAFT_API SequenceLoss span_loss(const SpanLogits& logits, const Tensor& start_positions,
                                 const Tensor& end_positions);

}  // namespace graft
