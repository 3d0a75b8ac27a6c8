#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/perplexity_metric.h"
#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Tokens [begin, end) of a sequence, of which those from `first` on are predicted.
struct RollingWindow {
  std::size_t begin = 0;
  std::size_t first = 0;
  std::size_t end = 0;
};

/// Windows that predict every token but the first of a sequence of `size` once, each from at most
/// `length` tokens before: windows in a row share a token, and the last one, where it is not the
/// first, begins as much earlier as it has room.
std::vector<RollingWindow> rolling_windows(std::size_t size, std::size_t length);

/// How likely a model finds texts, each alone, after the token that begins a text, or else the one
/// that ends it; no end is predicted. Without either token a text's first token is not predicted
/// and does not count. Words and bytes are those of the text itself.
/// Source: lm-evaluation-harness, `loglikelihood_rolling`.
class RollingLikelihood {
 public:
  /// Both must outlive it. `model` predicts the next token and learns from text.
  RollingLikelihood(Architecture& model, const Tokenizer& tokenizer);

  /// Of the windows of a text; none where nothing is predicted.
  std::vector<TextLikelihood> of(const std::string& text) const;

 private:
  double log_probability(const std::vector<std::int64_t>& sequence,
                         const RollingWindow& window) const;

  Architecture& model_;
  const Tokenizer& tokenizer_;
  std::optional<std::int64_t> first_;  // before every text
  std::size_t length_;                 // tokens that the model reads
  bool has_prefix_;
};

}  // namespace graft
