#pragma once

#include <string>
#include <vector>

#include "framework/plugins/catalog.h"

namespace graft {

/// What differs between an entry of a manifest and the component that the library registered, as
/// one sentence; empty where they agree. `doc` and `recognises` may differ.
std::string disagreement(const CatalogEntry& entry, const Component& component);

/// The component that an entry promises. Throws PluginError: component-missing, interface-unknown,
/// component-mismatch.
const Component& find_promised(const CatalogEntry& entry, const std::vector<Component>& components);

}  // namespace graft
