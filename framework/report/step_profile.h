#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/profile.h"

namespace graft {

/// What was recorded of one training step.
struct ProfiledStep {
  std::int64_t step = 0;      // 1 for the first of a training
  std::int64_t start_ns = 0;  // since the first profiled step began
  OpRecord whole = {};        // the step as an op; its self time is that outside of ops
  std::vector<OpRecord> ops;
};

/// A table of the ops of these steps and of their gradients, the one that takes longest first:
/// calls, self time, share of the step, rate of floating-point operations.
std::string profile_text(const std::vector<ProfiledStep>& steps);

/// The same steps as a time line: JSON in the Trace Event Format of Chrome, which chrome://tracing
/// and Perfetto show.
std::string profile_trace(const std::vector<ProfiledStep>& steps);

}  // namespace graft
