#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/report/step_profile.h"

namespace graft {

/// Records the ops of some steps of a training: the first ten after two that warm up, fewer where
/// there is too much to hold. Then writes `profile.txt` and `profile.json` into its folder.
class StepProfiler {
 public:
  /// `steps`: how many are to come. Without two to spare nothing is left out for warming up.
  StepProfiler(std::string folder, std::int64_t steps);
  ~StepProfiler();
  StepProfiler(const StepProfiler&) = delete;
  StepProfiler& operator=(const StepProfiler&) = delete;

  /// Around every step; `step` is its number.
  void begin_step(std::int64_t step);
  void end_step();
  /// Writes what there is, unless it is written. Training has ended.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  bool is_full() const;

  std::string folder_;
  std::int64_t warmup_steps_;
  std::size_t num_records_ = 0;
  bool is_written_ = false;
  std::optional<OpScope> scope_;  // of the step that is recorded
  Clock::time_point first_start_;
  std::vector<ProfiledStep> steps_;
};

}  // namespace graft
