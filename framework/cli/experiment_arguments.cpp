#include "framework/cli/experiment_arguments.h"

#include <utility>

#include "framework/cli/open_catalog.h"
#include "framework/cli/settings_option.h"
#include "framework/config/yaml.h"
#include "graft/error.h"

namespace graft {

void add_experiment_arguments(CommandLine& line) {
  line.positional("EXPERIMENT", 1, "the experiment file");
  add_settings_option(line);
}

LoadedExperiment load_experiment(const Value& document, const std::string& file,
                                 const std::vector<Setting>& settings, const CommandLine& line) {
  std::vector<Problem> problems;
  PluginCatalog catalog = open_catalog(line, experiment_manifests(document, settings), problems);
  Experiment experiment = read_experiment(document, file, settings, catalog, std::move(problems));
  return {std::move(catalog), std::move(experiment)};
}

LoadedExperiment load_experiment(const CommandLine& line) {
  if (!line.has("EXPERIMENT")) {
    throw InputError("missing-argument", "which experiment? EXPERIMENT.yaml is missing",
                     "name an experiment file");
  }
  const auto file = line.get<std::string>("EXPERIMENT");
  return load_experiment(read_yaml(file), file, given_settings(line), line);
}

}  // namespace graft
