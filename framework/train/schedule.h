#pragma once

#include <cstdint>
#include <string>

namespace graft {

/// The factor on the highest learning rate at optimizer step `step` (0 = the first), in [0, 1]:
/// linear warm-up from 0 over `warmup_steps`, then `constant`, `linear`, `cosine` or `polynomial`
/// (the rest of the steps to this `power`) to 0 at `total_steps`, or `inverse_sqrt` in the number
/// of steps. Source: the published schedules of the
/// Transformers library; cosine from Loshchilov and Hutter, "SGDR", 2017.
double schedule_factor(const std::string& schedule, std::int64_t step, std::int64_t warmup_steps,
                       std::int64_t total_steps, double power = 1.0);

}  // namespace graft
