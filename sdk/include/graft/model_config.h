#pragma once

#include <optional>
#include <string>

#include "graft/export.h"
#include "graft/roles/architecture.h"
#include "graft/value.h"

namespace graft {

// Reading and writing a published `config.json`.

/// The member, or null when it is absent or null.
GRAFT_API const Value* given(const Value& config, const char* key);

/// Sets options[name] to config[key], or to `fallback` when that is absent or null.
GRAFT_API void take(const Value& config, const char* key, Value& options, const char* name,
                    const Value& fallback);

/// Sets options[key] to the token id config[key], or to `fallback` when that is absent; null and
/// negative numbers, as some spell it, mean no such token. Of a list, as some files give of tokens
/// that end a text, the first one is the model's own.
GRAFT_API void take_token(const Value& config, const char* key, Value& options,
                          const Value& fallback = Value());

/// With a float's shortest decimals: 0.1, not 0.10000000149011612.
GRAFT_API Value shortest(float number);
/// Null where there is none.
GRAFT_API Value value_of(const std::optional<std::int64_t>& id);

/// The first entry of `architectures`, the published model class; empty where there is none.
GRAFT_API std::string model_class(const Value& config);

/// Sets labels and problem type of `head` from `id2label`, `num_labels` (absent: 2) and
/// `problem_type`; where that is absent one label means regression, and with several the labels of
/// a batch decide, as in the reference. Throws InputError for entries that are no such thing.
GRAFT_API void read_labels(const Value& config, HeadSpec& head);
/// Writes `id2label` and `label2id`, and `problem_type` for heads on whole texts or images.
GRAFT_API void write_labels(const HeadSpec& head, Value& config);

}  // namespace graft
