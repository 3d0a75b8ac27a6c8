#include "framework/cli/open_catalog.h"

#include <filesystem>

namespace graft {

namespace {

/// Whether two paths name one file.
bool is_same(const std::string& left, const std::string& right) {
  std::error_code error;
  return std::filesystem::equivalent(left, right, error);
}

bool contains(const std::vector<std::string>& manifests, const std::string& manifest) {
  for (const std::string& other : manifests) {
    if (is_same(other, manifest)) return true;
  }
  return false;
}

}  // namespace

PluginCatalog open_catalog(const CommandLine& line, const std::vector<std::string>& more) {
  std::vector<std::string> manifests = line.manifests();
  for (const std::string& manifest : more) {
    if (!contains(manifests, manifest)) manifests.push_back(manifest);
  }
  const std::string builtin = builtin_manifest();
  const bool add = std::filesystem::exists(builtin) && !contains(manifests, builtin);
  return PluginCatalog::open(manifests, add ? builtin : "");
}

}  // namespace graft
