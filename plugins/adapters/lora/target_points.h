#pragma once

#include <vector>

#include "graft/graft_point.h"
#include "lora_options.h"

namespace graft {

/// The linear maps that get an update: those that `target_modules` or `target_regex` choose, else
/// all outside the head. Throws InputError when nothing is chosen, or for a pattern that matches
/// nothing unless `allow_unmatched` is set.
std::vector<NamedGraftPoint> target_points(const std::vector<NamedGraftPoint>& points,
                                           const LoraOptions& options);

}  // namespace graft
