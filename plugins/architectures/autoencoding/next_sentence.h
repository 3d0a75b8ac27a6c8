#pragma once

#include <cstdint>
#include <vector>

#include "graft/random.h"
#include "graft/tensor.h"

namespace graft {

/// Two texts, and whether the second one follows the first in the source.
struct SentencePair {
  std::vector<std::int64_t> first;
  std::vector<std::int64_t> second;
  bool follows = true;
};

/// Cuts each row of `windows` [batch, length] i64 in two halves; half of the time the second half
/// is that of another row. Rows may be padded at their end with -100. A batch of one row has
/// nothing to exchange: its second half follows. Source: Devlin et al., "BERT", 2019.
std::vector<SentencePair> sentence_pairs(const Tensor& windows, Rng& rng);

/// The tokens of each row, without its padding.
std::vector<std::vector<std::int64_t>> unpadded_rows(const Tensor& windows);

}  // namespace graft
