#include "tests/framework/config/experiment_fixture.h"

#include <cstdlib>
#include <filesystem>

#include "framework/config/yaml.h"
#include "graft/file.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = R"(graft_manifest: 1
plugins:
  - id: test.components
    version: 1.0.0
    library: libtest.so
    sha256: "0000000000000000000000000000000000000000000000000000000000000000"
    sdk: ">=1.0,<2"
    components:
      - kind: architecture
        name: stack
        interface: graft.architecture/1
        family: autoregressive
        options:
          hidden_size: {type: int, default: 16, min: 1, doc: width}
          num_layers: {type: int, default: 2, min: 1, doc: depth}
          dropout: {type: float, default: 0.0, min: 0, max: 1, doc: share of zeros}
      - kind: architecture
        name: tower
        interface: graft.architecture/1
        family: autoregressive
        options:
          hidden_size: {type: int, default: 8, min: 1, doc: width}
          num_floors: {type: int, default: 3, min: 1, doc: depth}
      - kind: adapter
        name: thin
        interface: graft.adapter/1
        options:
          rank: {type: int, default: 8, min: 1, doc: width of the update}
          target_modules: {type: list of string, default: ["*"], doc: patterns}
      - kind: adapter
        name: whole
        interface: graft.adapter/1
        options: {}
      - kind: prompt
        name: ask
        interface: graft.prompt/1
        options:
          instruction: {type: string, required: true, doc: what to do}
          labels: {type: map of string, default: {}, doc: a word per label}
      - kind: tokenizer
        name: letters
        interface: graft.tokenizer/1
        options:
          vocab_size: {type: int, default: 256, min: 1, doc: size}
      - kind: dataset
        name: lines
        interface: graft.dataset/1
        options:
          path: {type: path, required: true, doc: a folder}
          text: {type: string, default: text, doc: a column}
      - kind: dataset
        name: invented
        interface: graft.dataset/1
        options:
          task: {type: string, default: text, choices: [text, mood], doc: which}
)";

/// The index of the manifest stays in the folder, too.
PluginCatalog open_catalog(const std::string& folder) {
  setenv("XDG_CACHE_HOME", (folder + "/cache").c_str(), 1);
  write_file(folder + "/plugins.yaml", kManifest);
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
