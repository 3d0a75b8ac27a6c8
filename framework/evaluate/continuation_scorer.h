#pragma once

#include <cstdint>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// A text to continue and one way to do so, as token ids; neither may be empty.
struct ContinuationItem {
  std::vector<std::int64_t> context;
  std::vector<std::int64_t> continuation;
};

/// Summed log-probability of each continuation after its context, in the order given. A context is
/// read as it is when the model writes: both ways by one that learned from prefixes. Items of like
/// length are passed together, `batch_size` at a time. `tokenizer`: the model's. Throws InputError
/// for an item that is longer than the model's positions.
std::vector<double> continuation_logprobs(Autoregressive& model,
                                          const std::vector<ContinuationItem>& items,
                                          std::int64_t batch_size, const Tokenizer& tokenizer);

}  // namespace graft
