#pragma once

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// `config.json` under the published names of the model's style, from which
/// `AutoregressiveOptions::from_config` and `read_head` read the same again.
Value write_config(const AutoregressiveOptions& options, const HeadSpec& head);

/// The head that a published `config.json` describes: `architectures`, `id2label`, `num_labels` and
/// `problem_type`. Throws InputError for a model class that is not supported.
HeadSpec read_head(const Value& config);

}  // namespace graft
