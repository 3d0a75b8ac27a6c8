#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Says which op this thread is in while it lives, for profiles and for the gradient that
/// `record_gradient` ties to it. Every op begins with one, those of plugins too. Costs a few
/// nanoseconds while nothing is recorded. Scopes of a thread nest; what a gradient calls is part of
/// the gradients.
class GRAFT_API OpScope {
 public:
  /// `op` is kept, not copied: a string literal.
  explicit OpScope(const char* op, bool is_gradient = false);
  ~OpScope();
  OpScope(const OpScope&) = delete;
  OpScope& operator=(const OpScope&) = delete;

 private:
  const char* op_;
  bool is_gradient_;
  OpScope* outer_;
  std::int64_t start_ns_ = -1;  // negative: not recorded
  double start_flops_ = 0.0;
  std::int64_t inner_ns_ = 0;
  double inner_flops_ = 0.0;

  friend GRAFT_API const char* current_op();
};

/// The innermost op of this thread; "op" where there is none.
GRAFT_API const char* current_op();

/// One call of an op, or of its gradient.
struct OpRecord {
  const char* op;
  bool is_gradient;
  std::int64_t thread;       // 0 for the first thread that recorded, 1 for the next, …
  std::int64_t start_ns;     // since start_profile
  std::int64_t duration_ns;  // with the ops that it called
  std::int64_t self_ns;      // without them
  double self_flops;         // as counted_flops counts, without those of ops that it called
};

/// Forgets what was recorded, and records the ops that begin from now on, of all threads.
GRAFT_API void start_profile();
/// Stops recording. Returns what was recorded, each thread's in order of its ops' ends.
GRAFT_API std::vector<OpRecord> stop_profile();

}  // namespace graft
