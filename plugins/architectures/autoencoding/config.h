#pragma once

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// `config.json` under the published names, from which `AutoencodingOptions::from_config` and
/// `read_head` read the same again.
Value write_config(const AutoencodingOptions& options, const HeadSpec& head);

/// The head that a published `config.json` describes. Throws InputError for a model class that is
/// not supported.
HeadSpec read_head(const Value& config);

}  // namespace graft
