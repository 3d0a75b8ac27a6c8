#pragma once

#include <string>
#include <vector>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"

namespace graft {

struct RunOptions {
  std::string runs = "runs";  // folder that holds run folders
  std::string stage;          // only this stage and what it needs; empty: all
  bool fresh = false;         // do everything again
  bool profile = false;       // stages that train leave `profile.txt` and `profile.json`
};

/// Runs the stages of an experiment that are not done yet, in order, and writes the report. Returns
/// the run's folder. Throws Interrupted after saving.
std::string run_experiment(const Experiment& experiment, PluginCatalog& catalog,
                           const RunOptions& options);

}  // namespace graft
