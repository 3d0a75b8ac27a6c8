#include "tests/framework/config/experiment_fixture.h"

#include <cstdlib>
#include <filesystem>

#include "framework/config/yaml.h"
#include "graft/file.h"
#include "tests/framework/config/test_components.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

/// The index of the manifest stays in the folder, too.
PluginCatalog open_catalog(const std::string& folder) {
  setenv("XDG_CACHE_HOME", (folder + "/cache").c_str(), 1);
  write_file(folder + "/plugins.yaml", kTestComponents);
  return PluginCatalog::open({folder + "/plugins.yaml"});
}

std::string without(std::string text, const std::string& part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
  return text;
}

}  // namespace

ExperimentFixture::ExperimentFixture() : catalog(open_catalog(folder_.path())) {}

std::string ExperimentFixture::path(const std::string& name) const {
  return folder_.path() + "/" + name;
}

std::string ExperimentFixture::write(const std::string& name, const std::string& content) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  write_file(path(name), content);
  return path(name);
}

Experiment ExperimentFixture::read(const std::string& text,
                                   const std::vector<Setting>& settings) const {
  const std::string file = path("e.yaml");
  return read_experiment(parse_yaml(text, file), file, settings, catalog);
}

std::string ExperimentFixture::errors(const std::string& text,
                                      const std::vector<Setting>& settings) const {
  return without(problem_text([&] { read(text, settings); }), folder_.path() + "/");
}

}  // namespace graft
