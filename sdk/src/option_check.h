#pragma once

#include <string>
#include <vector>

#include "graft/options.h"

namespace graft {

/// Checks one option against its field and brings it into the field's own form (an integer becomes
/// a float where a float is asked for). Appends what is wrong to `problems` and returns false then.
bool check_option(const Field& field, const std::string& where, Value& value,
                  std::vector<Problem>& problems);

}  // namespace graft
