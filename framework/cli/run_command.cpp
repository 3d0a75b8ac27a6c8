#include "framework/cli/run_command.h"

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "framework/cli/experiment_arguments.h"
#include "framework/cli/options.h"
#include "framework/cli/report_command.h"
#include "framework/report/report.h"
#include "framework/run/run_experiment.h"
#include "graft/json.h"

namespace graft {

namespace po = boost::program_options;

namespace {

/// The folders of the stages that left a profile.
std::vector<std::string> profiles_of(const Experiment& experiment, const std::string& run) {
  std::vector<std::string> folders;
  for (const Stage& stage : experiment.stages) {
    const std::string folder = run + "/" + stage.name;
    if (std::filesystem::exists(folder + "/profile.txt")) folders.push_back(folder);
  }
  return folders;
}

void print_profiles(const std::vector<std::string>& folders) {
  if (folders.empty()) std::cout << "profile: none, as nothing trained; try --fresh\n";
  for (const std::string& folder : folders) {
    std::cout << "profile: " << folder << "/profile.txt and profile.json\n";
  }
}

}  // namespace

int run_run(const std::vector<std::string>& arguments) {
  CommandLine line(
      "run EXPERIMENT.yaml [options]",
      "Runs the stages of an experiment that are not done yet. An interrupted run goes "
      "on by itself.",
      "graft run configs/quickstart.yaml --set seed=2 --runs runs");
  add_experiment_arguments(line);
  line.options()("runs", po::value<std::string>()->default_value("runs"),
                 "folder that holds run folders")("stage", po::value<std::string>(),
                                                  "only this stage and what it needs")(
      "fresh", "forget what was done and do it again")(
      "profile",
      "record the ops of ten steps of every training: profile.txt, a table, and "
      "profile.json, a time line for chrome://tracing or Perfetto");
  line.add_json();
  line.parse(arguments);

  LoadedExperiment loaded = load_experiment(line);
  RunOptions options;
  options.runs = line.get<std::string>("runs");
  if (line.has("stage")) options.stage = line.get<std::string>("stage");
  options.fresh = line.has("fresh");
  options.profile = line.has("profile");
  const std::string folder = run_experiment(loaded.experiment, loaded.catalog, options);
  const std::string report = folder + "/report.html";
  if (line.json()) {
    Value printed = Value::map();
    printed.set("run", folder);
    printed.set("report", report);
    printed.set("rows", result_rows({folder}));
    if (options.profile) printed.set("profiles", profiles_of(loaded.experiment, folder));
    std::cout << write_json(printed) << '\n';
    return 0;
  }
  std::cout << '\n' << result_table(folder) << "\nreport: " << report << '\n';
  if (options.profile) print_profiles(profiles_of(loaded.experiment, folder));
  return 0;
}

}  // namespace graft
