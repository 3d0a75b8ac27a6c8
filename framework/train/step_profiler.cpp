#include "framework/train/step_profiler.h"

#include <algorithm>
#include <utility>

#include "framework/report/memory_text.h"
#include "graft/file.h"
#include "graft/memory.h"

namespace graft {

namespace {

constexpr std::int64_t kWarmupSteps = 2;
constexpr std::size_t kSteps = 10;
constexpr std::size_t kMostRecords = 200'000;  // about 40 MB of JSON
constexpr const char kStepName[] = "training_step";

}  // namespace

StepProfiler::StepProfiler(std::string folder, std::int64_t steps)
    : folder_(std::move(folder)), warmup_steps_(steps > kWarmupSteps ? kWarmupSteps : 0) {}

StepProfiler::~StepProfiler() {
  // A step that failed.
  if (scope_) stop_profile();
}

bool StepProfiler::is_full() const {
  return steps_.size() == kSteps || num_records_ >= kMostRecords;
}

void StepProfiler::begin_step(std::int64_t step) {
  if (is_full() || warmup_steps_-- > 0) return;
  const auto now = Clock::now();
  if (steps_.empty()) first_start_ = now;
  ProfiledStep profiled;
  profiled.step = step;
  profiled.start_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now - first_start_).count();
  steps_.push_back(std::move(profiled));
  start_profile();
  scope_.emplace(kStepName);
}

void StepProfiler::end_step() {
  if (!scope_) return;
  scope_.reset();
  ProfiledStep& step = steps_.back();
  step.ops = stop_profile();
  const auto whole = std::find_if(step.ops.begin(), step.ops.end(), [](const OpRecord& op) {
    // An op without a scope of its own takes the name from here.
    return op.op == kStepName && !op.is_gradient;
  });
  step.whole = *whole;
  step.ops.erase(whole);
  num_records_ += step.ops.size();
  if (is_full()) finish();
}

void StepProfiler::finish() {
  if (std::exchange(is_written_, true)) return;
  write_file(folder_ + "/profile.txt", profile_text(steps_) + "\nPeak memory so far: " +
                                           memory_text(memory_use().peak) + "\n");
  write_file(folder_ + "/profile.json", profile_trace(steps_));
}

}  // namespace graft
