#include "tests/framework/plugins/plugin_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "framework/plugins/sha256.h"

namespace graft {

namespace fs = std::filesystem;

std::string broken_library(const std::string& name) {
  return std::string(GRAFT_BINARY_DIR) + "/tests/plugins/broken/libgraft_broken_" + name + ".so";
}

PluginFolder::PluginFolder() {
  if (const char* const cache = std::getenv("XDG_CACHE_HOME")) cache_before_ = cache;
  setenv("XDG_CACHE_HOME", path("cache").c_str(), 1);
}

PluginFolder::~PluginFolder() {
  if (cache_before_.empty()) {
    unsetenv("XDG_CACHE_HOME");
  } else {
    setenv("XDG_CACHE_HOME", cache_before_.c_str(), 1);
  }
}

std::string PluginFolder::path(const std::string& name) const {
  return (fs::canonical(folder_.path()) / name).string();
}

std::string PluginFolder::write(const std::string& name, const std::string& content) const {
  const fs::path file = path(name);
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
  return file.string();
}

std::string PluginFolder::copy_library(const std::string& name) const {
  std::string copy = path(name + ".so");
  fs::copy_file(broken_library(name), copy, fs::copy_options::overwrite_existing);
  return copy;
}

std::vector<std::string> PluginFolder::cached() const {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator file(path("cache/graft"), error), end; !error && file != end;
       ++file) {
    files.push_back(file->path().string());
  }
  return files;
}

std::string plugin_yaml(const std::string& id, const std::string& library,
                        const std::string& sha256, const std::string& component) {
  return "  - id: " + id + "\n    version: 1.2.3\n    library: " + library +
         "\n    sha256: " + sha256 + "\n    sdk: \">=1.0,<2\"\n    components:\n" + component;
}

std::string good_manifest(const std::string& library_content) {
  return "graft_manifest: 1\nplugins:\n" +
         plugin_yaml("test.good", "good.so", sha256_hex(library_content),
                     "      - kind: dataset\n        name: counting\n"
                     "        doc: Numbers in order\n        interface: graft.dataset/1\n"
                     "        options:\n"
                     "          count: {type: int, default: 3, min: 1, doc: number of examples}\n"
                     "          scale: {type: float, default: 2, doc: step}\n"
                     "          failure: {type: string, default: none, "
                     "choices: [none, standard, number, graft]}\n");
}

}  // namespace graft
