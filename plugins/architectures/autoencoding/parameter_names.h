#pragma once

#include <string>

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// See Architecture::parameter_name. `has_pooler`: whether the model has one.
std::string name_in_model(const std::string& name, const AutoencodingOptions& options,
                          const HeadSpec& head, bool has_pooler);

}  // namespace graft
