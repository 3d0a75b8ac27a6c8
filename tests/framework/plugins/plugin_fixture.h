#pragma once

#include <string>
#include <vector>

#include "graft/error.h"
#include "tests/support/temporary_folder.h"

namespace graft {

/// Path of a library of tests/plugins/broken: "good", "throws" …
std::string broken_library(const std::string& name);

/// A folder for manifests and libraries, and an empty cache for as long as it lives: XDG_CACHE_HOME
/// points into it.
class PluginFolder {
 public:
  PluginFolder();
  ~PluginFolder();

  std::string path(const std::string& name) const;
  /// Writes a file, and the folders above it. Returns its path.
  std::string write(const std::string& name, const std::string& content) const;
  /// Copies a library of tests/plugins/broken into the folder as NAME.so. Returns its path.
  std::string copy_library(const std::string& name) const;
  /// Files in the cache.
  std::vector<std::string> cached() const;

 private:
  TemporaryFolder folder_;
  std::string cache_before_;
};

/// One entry under `plugins:`, on the lines that follow, as a manifest spells it. `library` is
/// relative to the manifest, `sha256` 64 digits.
std::string plugin_yaml(const std::string& id, const std::string& library,
                        const std::string& sha256, const std::string& component);

/// A manifest with one good dataset "counting" of plugin test.good, whose library lies beside it.
std::string good_manifest(const std::string& library_content);

/// The problem that `call` reports as a PluginError: "CODE: TEXT"; "no error" where there is none.
template <typename Call>
std::string plugin_problem(const Call& call) {
  try {
    call();
  } catch (const PluginError& error) {
    return error.problem().code + ": " + error.what();
  }
  return "no error";
}

}  // namespace graft
