#pragma once

#include <string>

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// Reads `config.json` of a folder, of at most 2 MiB: the largest published ones name 20,000
/// classes. Throws InputError.
Value read_model_config(const std::string& folder);

/// The architecture that reads models of this `config.json`, by its `model_type`. Throws InputError
/// when none does.
const CatalogEntry& architecture_of(const Value& config, const PluginCatalog& catalog);

}  // namespace graft
