#pragma once

#include <vector>

#include "framework/bench/op_cases/op_case.h"

namespace graft {

/// All that are measured.
std::vector<OpCase> op_cases(const OpCaseOptions& options);

}  // namespace graft
