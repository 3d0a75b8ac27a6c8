#pragma once

#include <string>

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

inline constexpr const char* kOutputWeight = "lm_head.weight";

/// Where the published classes keep the model without its head.
std::string stack_path(const AutoregressiveOptions& options);
/// Where they keep the linear map of a classifier.
std::string classifier_path(const AutoregressiveOptions& options, const HeadSpec& head);

/// See Architecture::parameter_name.
std::string name_in_model(const std::string& name, const AutoregressiveOptions& options,
                          const HeadSpec& head);

}  // namespace graft
