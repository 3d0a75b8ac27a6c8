#pragma once

#include <string>
#include <vector>

#include "framework/bench/machine_limits.h"
#include "framework/bench/ops.h"
#include "framework/bench/speed.h"
#include "framework/bench/tokenizer_speed.h"
#include "graft/value.h"

namespace graft {

// What `graft bench` prints: as JSON, and as tables.

Value describe(const MachineLimits& limits);
Value describe(const OpSpeeds& speeds);
Value describe(const Speed& speed);
Value describe(const std::vector<TokenizerSpeed>& speeds);

std::string table_of(const MachineLimits& limits);
std::string table_of(const OpSpeeds& speeds);
std::string table_of(const std::vector<TokenizerSpeed>& speeds);

}  // namespace graft
