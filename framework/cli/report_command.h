#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft report RUN… [--output FILE]`: one HTML page about one run or several side by side, and
/// their final numbers on standard output.
int run_report(const std::vector<std::string>& arguments);

}  // namespace graft
