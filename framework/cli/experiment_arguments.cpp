#include "framework/cli/experiment_arguments.h"

#include <filesystem>

#include "framework/config/yaml.h"
#include "graft/error.h"

namespace graft {

std::vector<Setting> parse_settings(const std::vector<std::string>& texts) {
  std::vector<Setting> settings;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw InputError("bad-value", "--set " + text + ": expected KEY=VALUE",
                       "write for example --set seed=2");
    }
    settings.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return settings;
}

LoadedExperiment load_experiment(const CommandLine& line) {
  const std::string file = line.get<std::string>("experiment");
  const Value document = read_yaml(file);
  std::vector<Setting> settings;
  if (line.has("set")) settings = parse_settings(line.get<std::vector<std::string>>("set"));
  std::vector<std::string> manifests = line.manifests();
  for (const std::string& added : experiment_manifests(document)) {
    // The file may name what the command line names too.
    bool known = false;
    for (const std::string& manifest : manifests) {
      std::error_code error;
      known = known || std::filesystem::equivalent(manifest, added, error);
    }
    if (!known) manifests.push_back(added);
  }
  PluginCatalog catalog = PluginCatalog::open(manifests);
  Experiment experiment = read_experiment(document, file, settings, catalog);
  return {std::move(catalog), std::move(experiment)};
}

}  // namespace graft
