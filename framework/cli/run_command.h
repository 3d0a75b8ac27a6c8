#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft run EXPERIMENT.yaml [--json]`: runs the stages that are not done yet.
int run_run(const std::vector<std::string>& arguments);

}  // namespace graft
