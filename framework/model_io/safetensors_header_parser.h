#pragma once

#include <string>
#include <string_view>

#include "framework/model_io/safetensors_header.h"

namespace graft {

/// Reads the JSON of a safetensors header in the order of the text, without judging names, sizes or
/// ranges: a map from names to {dtype, shape, data_offsets}, and `__metadata__`, a map of strings.
/// Nothing is nested deeper than that, so depth is bounded. Throws InputError naming `file` and the
/// byte where the text stops being such a map.
SafetensorsHeader read_safetensors_header_json(std::string_view text, const std::string& file);

}  // namespace graft
