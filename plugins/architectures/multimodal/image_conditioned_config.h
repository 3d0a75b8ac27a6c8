#pragma once

#include "graft/roles/architecture.h"
#include "image_conditioned_options.h"

namespace graft {

/// `config.json` under the published names (`text_config`, `vision_config`, `image_token_index` …),
/// from which `ImageConditionedOptions::from_config` reads the same again.
Value write_image_conditioned_config(const ImageConditionedOptions& options);

/// Throws InputError for a model class that is not supported.
HeadSpec read_image_conditioned_head(const Value& config);

}  // namespace graft
