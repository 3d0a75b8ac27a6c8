#pragma once

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// `config.json` under the published names (`d_model`, `d_kv` …), from which
/// `EncoderDecoderOptions::from_config` and `head_from_config` read the same again. `options` are
/// completed ones.
Value write_config(const EncoderDecoderOptions& options, const HeadSpec& head);

/// The head that a published `config.json` describes: `architectures`, `id2label`, `num_labels` and
/// `problem_type`. Throws InputError for a model class that is not supported.
HeadSpec read_head(const Value& config);

}  // namespace graft
