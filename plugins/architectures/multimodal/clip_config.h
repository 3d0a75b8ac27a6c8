#pragma once

#include "clip_options.h"
#include "graft/roles/architecture.h"

namespace graft {

/// `config.json` under the published names (`text_config`, `vision_config`, `projection_dim` …),
/// from which `ClipOptions::from_config` and `read_clip_head` read the same again.
Value write_clip_config(const ClipOptions& options, const HeadSpec& head);

/// The head that a published `config.json` describes. Throws InputError for a model class that is
/// not supported.
HeadSpec read_clip_head(const Value& config);

}  // namespace graft
