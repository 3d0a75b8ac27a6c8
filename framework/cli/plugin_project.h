#pragma once

#include <string>

namespace graft {

/// Creates `folder/name`, a plugin project of a kind ("adapter"), from the templates below
/// `template_folder`, and returns its absolute path. `@NAME@`, `@CLASS@` and `@UPPER@` in the files
/// become the name as it is, in CamelCase and in UPPER_CASE; `@PREFIX@` becomes `prefix`, where
/// CMake looks for the SDK last. The project appears whole or not at all. Throws InputError for a
/// kind without template, a name that no component can have, a project that exists already, and a
/// folder that cannot be written to.
std::string create_plugin_project(const std::string& kind, const std::string& name,
                                  const std::string& folder, const std::string& template_folder,
                                  const std::string& prefix);

}  // namespace graft
