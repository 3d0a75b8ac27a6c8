#pragma once

#include <map>
#include <string>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// What one forward pass reads, by the names of the public checkpoints:
///
///   input_ids               [batch, seq]  i64
///   attention_mask          [batch, seq]  i64, 1 = real token, 0 = padding; absent: all real
///   position_ids            [batch, seq]  i64; absent: 0, 1, 2 … whatever the mask
///   token_type_ids          [batch, seq]  i64
///   decoder_input_ids       [batch, target_seq]  i64; absent: labels moved one to the right
///   decoder_attention_mask  [batch, target_seq]  i64
///   labels                  i64 (f32 for regression); -100 = ignored. Causal models shift them
///                           inside
///   shift_labels            [batch, seq]  i64; already shifted: what position t must predict
///   next_sentence_label     [batch]  i64; 0 = the second text follows the first
///   start_positions         [batch]  i64, and end_positions: an answer's first and last token
///   prefix_lengths          [batch]  i64; so many first tokens of a row see each other both ways
///   pixel_values            [batch, channels, height, width]  f32
struct GRAFT_API Batch {
  std::map<std::string, Tensor> tensors;

  /// nullptr when absent.
  const Tensor* find(const std::string& name) const;
  /// Throws InputError naming the missing field.
  const Tensor& at(const std::string& name) const;
  Tensor& operator[](const std::string& name) { return tensors[name]; }
};

/// Label of a position that no loss counts.
inline constexpr std::int64_t kIgnoreIndex = -100;

}  // namespace graft
