#pragma once

#include <string>

#include "graft/registry.h"

namespace graft {

/// Whom to name when a plugin fails.
struct PluginName {
  std::string id;
  std::string library;  // path
};

/// Wraps the factories of a component so that what goes wrong in them names the plugin: an
/// exception that is none of Graft's, or an object that is not there, becomes a PluginError
/// (factory-failed, factory-null), and so does a call of a missing `options_from_config` or
/// `head_from_config` (factory-missing); graft::Error gets the plugin's id in front; InputError,
/// the user's own mistake, passes unchanged.
Factories guarded(const Component& component, const PluginName& plugin);

}  // namespace graft
