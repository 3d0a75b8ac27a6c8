#pragma once

#include "graft/batch.h"
#include "graft/nn/linear.h"

namespace graft {

/// The default head for whole sequences: pooled hidden states through one linear map without bias.
class GRAFT_API SequenceHead : public Module {
 public:
  SequenceHead(std::int64_t hidden_size, std::int64_t num_labels, Rng& rng);

  /// pooled [batch, hidden] -> [batch, num_labels]
  Tensor forward(const Tensor& pooled, ForwardContext& context) const;

  Linear score;
};

/// The hidden states of each row's last real token, [batch, seq, hidden] -> [batch, hidden].
/// Without `attention_mask` ([batch, seq] i64) that is the last position. Throws InputError for a
/// mask of another shape or dtype and naming a row without real tokens.
GRAFT_API Tensor pool_last_token(const Tensor& hidden_states, const Tensor* attention_mask);

/// Loss of logits [batch, num_labels] by problem type: `single_label_classification` (labels
/// [batch] i64), `multi_label_classification` (labels [batch, num_labels] f32) or `regression`
/// (labels [batch, num_labels] f32; [batch] too when num_labels is 1); empty: the first for i64
/// labels, else the second. Mean over what is counted; returns its number too. Throws InputError
/// for labels of another shape or type.
struct GRAFT_API SequenceLoss {
  Tensor loss;
  std::int64_t num_targets = 0;
};
GRAFT_API SequenceLoss sequence_loss(const Tensor& logits, const Tensor& labels,
                                     const std::string& problem_type);

}  // namespace graft
