#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft forward --model DIR [--adapter DIR [--merge]] --input IN --output OUT [--grad NAME|all]…
/// [--hidden-states] [--steps N --optimizer key=value…]`
int run_forward(const std::vector<std::string>& arguments);

}  // namespace graft
