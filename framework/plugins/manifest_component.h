#pragma once

#include <optional>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// Reads one entry of `components:`; what the whole plugin says of it (id, library …) stays empty.
/// None, with `problems`, where it has no usable kind and name.
std::optional<CatalogEntry> parse_component(const Value& component, std::vector<Problem>& problems);

}  // namespace graft
