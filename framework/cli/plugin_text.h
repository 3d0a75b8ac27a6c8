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
/// there is none, and no kind of task has this name.
std::vector<const CatalogEntry*> find_named(const PluginCatalog& catalog, const std::string& name);

/// One component for people, with a table of its options.
std::string entry_text(const CatalogEntry& entry);
/// The same as data.
Value entry_value(const CatalogEntry& entry);

/// A kind of task of experiments, with a table of the options that it reads.
std::string task_text(const std::string& kind);
/// The same as data.
Value task_value(const std::string& kind);

}  // namespace graft
