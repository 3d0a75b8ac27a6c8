#pragma once

#include "framework/model_io/weight_files.h"
#include "graft/value.h"

namespace graft {

/// Refuses a configuration whose sizes no tensor of the files has, before a model of that size is
/// built. `options` are those of an architecture. Throws InputError listing all such sizes.
void check_sizes(const Value& options, const WeightFiles& files);

}  // namespace graft
