#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft check FILE.yaml… [--set key=value]… [--json]`
int run_check(const std::vector<std::string>& arguments);

}  // namespace graft
