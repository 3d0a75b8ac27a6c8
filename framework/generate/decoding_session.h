#pragma once

#include <cstdint>
#include <vector>

#include "framework/generate/logits_filters.h"
#include "graft/forward_context.h"
#include "graft/roles/architecture.h"

namespace graft {

/// Incremental decoding of several continuations of one prompt, a row each. When the model's
/// positions are used up, it goes on with the last three quarters of them as if they were the
/// beginning, so that a text may be longer than the model's memory.
class DecodingSession {
 public:
  /// Reads what the text depends on, `source` with one row, and the prompt, which becomes the one
  /// row. Throws InputError when the prompt is empty or longer than the model's positions, and for
  /// a model that writes no text.
  DecodingSession(Architecture& model, Batch source, const std::vector<std::int64_t>& prompt);

  std::int64_t num_rows() const { return static_cast<std::int64_t>(rows_.size()); }
  /// Tokens of a row so far, prompt included.
  const std::vector<std::int64_t>& ids(std::int64_t row) const;
  /// Logits of the token that follows a row.
  Scores logits(std::int64_t row) const;

  /// Row r becomes what row `rows[r]` was; rows may repeat or vanish.
  void select_rows(const std::vector<std::int64_t>& rows);
  /// Appends a token to each row and passes them through the model.
  void advance(const std::vector<std::int64_t>& tokens);

 private:
  void begin();
  void read(const std::vector<std::vector<std::int64_t>>& rows);
  void restart();

  TextDecoder& decoder_;
  std::int64_t limit_;  // positions of the model; 0: no limit
  Batch source_;
  ForwardContext context_;
  KvCache cache_;
  std::int64_t num_read_ = 0;  // tokens of each row in the cache
  std::vector<std::vector<std::int64_t>> rows_;
  Tensor logits_;  // [rows, vocab]
};

}  // namespace graft
