#pragma once

#include <string>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// What `graft plugins list` prints: a table, sorted by kind and name.
std::string list_text(const PluginCatalog& catalog);
/// The same as a list of {kind, name, plugin, version, doc}.
Value list_value(const PluginCatalog& catalog);

/// The components of this name, of whatever kind. Throws InputError with the nearest name when
/// there is none.
std::vector<const CatalogEntry*> find_named(const PluginCatalog& catalog, const std::string& name);

/// One component for people, with a table of its options.
std::string entry_text(const CatalogEntry& entry);
/// The same as data.
Value entry_value(const CatalogEntry& entry);

}  // namespace graft
