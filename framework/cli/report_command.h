#pragma once

#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// The final numbers of runs as `--json` shows them: `[{run, stage, metric, value, low, high, n}]`.
Value result_rows(const std::vector<std::string>& runs);

/// `graft report RUN… [--output FILE]`: one HTML page about one run or several side by side, and
/// their final numbers on standard output.
int run_report(const std::vector<std::string>& arguments);

}  // namespace graft
