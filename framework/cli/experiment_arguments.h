#pragma once

#include "framework/cli/options.h"
#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"

namespace graft {

struct LoadedExperiment {
  PluginCatalog catalog;  // built-in and added manifests, those of the file included
  Experiment experiment;
};

/// Reads an experiment with the manifests that it and the command line name. Throws InputError with
/// every mistake, those of the manifests included.
LoadedExperiment load_experiment(const Value& document, const std::string& file,
                                 const std::vector<Setting>& settings, const CommandLine& line);

/// Reads the experiment that a command was given, with its `--set` options and `--plugins`. Throws
/// InputError with every mistake.
LoadedExperiment load_experiment(const CommandLine& line);

/// Adds the arguments that `load_experiment` reads: the file and `--set`.
void add_experiment_arguments(CommandLine& line);

}  // namespace graft
