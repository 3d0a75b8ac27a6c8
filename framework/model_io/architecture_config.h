#pragma once

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// The architecture that reads models of this `config.json`, by its `model_type`. Throws InputError
/// when none does.
const CatalogEntry& architecture_of(const Value& config, const PluginCatalog& catalog);

}  // namespace graft
