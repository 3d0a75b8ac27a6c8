#include "framework/cli/open_catalog.h"

#include <filesystem>
#include <utility>

#include "framework/cli/log.h"
#include "graft/error.h"

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

void add(std::vector<std::string>& manifests, const std::vector<std::string>& more) {
  for (const std::string& manifest : more) {
    if (!contains(manifests, manifest)) manifests.push_back(manifest);
  }
}

}  // namespace

PluginCatalog open_catalog(const CommandLine& line, const std::vector<std::string>& more,
                           std::vector<Problem>& problems) {
  const std::string builtin = builtin_manifest();
  std::vector<std::string> manifests;
  add(manifests, line.manifests());
  add(manifests, more);
  std::erase_if(manifests, [&](const std::string& other) {
    return other == builtin || is_same(other, builtin);
  });
  const bool has_builtin = manifests.empty() || std::filesystem::exists(builtin);
  PluginCatalog catalog = PluginCatalog::open(manifests, has_builtin ? builtin : "", problems);
  for (const CatalogSummary& mine : catalog.replacing()) {
    log_line(LogLevel::kInfo, std::string(name_of(mine.kind)) + " \"" + std::string(mine.name) +
                                  "\" of plugin " + std::string(mine.plugin_id) +
                                  " replaces the built-in one");
  }
  return catalog;
}

PluginCatalog open_catalog(const CommandLine& line) {
  std::vector<Problem> problems;
  PluginCatalog catalog = open_catalog(line, {}, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return catalog;
}

}  // namespace graft
