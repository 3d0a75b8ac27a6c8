#include "framework/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "graft/error.h"

namespace graft {

double schedule_factor(const std::string& schedule, std::int64_t step, std::int64_t warmup_steps,
                       std::int64_t total_steps, double power) {
  if (step < warmup_steps) return static_cast<double>(step) / static_cast<double>(warmup_steps);
  if (schedule == "constant") return 1.0;
  if (schedule == "inverse_sqrt") {
    // 1 at the end of warm-up; without warm-up 10,000 steps are one unit of time.
    const double unit = static_cast<double>(warmup_steps > 0 ? warmup_steps : 10000);
    const double shift = unit - static_cast<double>(warmup_steps);
    return 1.0 / std::sqrt((static_cast<double>(step) + shift) / unit);
  }
  const double progress =
      static_cast<double>(step - warmup_steps) /
      static_cast<double>(std::max<std::int64_t>(1, total_steps - warmup_steps));
  if (schedule == "linear") return std::max(0.0, 1.0 - progress);
  if (schedule == "polynomial") return std::pow(std::max(0.0, 1.0 - progress), power);
  if (schedule == "cosine") {
    return std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * progress)));
  }
  throw InputError("bad-value", "unknown schedule \"" + schedule + "\"");
}

}  // namespace graft
