#pragma once

#include <string>

#include "framework/config/experiment_context.h"

namespace graft {

/// The catalog's entry of the component that `name` spells; nullptr after a report.
const CatalogEntry* find_component(Kind kind, const Value& name, ExperimentContext& context);

/// Options checked and completed by the component's schema, paths made absolute. `hint` is added to
/// what is said of a missing file. `known` (of the host) are suggested for unknown keys, too.
Value resolve_options(const CatalogEntry& component, const Value& options,
                      const std::vector<std::string>& known, const std::string& where,
                      const std::string& hint, ExperimentContext& context);

}  // namespace graft
