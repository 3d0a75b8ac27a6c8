#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft plan EXPERIMENT.yaml`: checks everything and prints what each stage would train.
int run_plan(const std::vector<std::string>& arguments);

}  // namespace graft
