#include "framework/cli/run_command.h"

#include <iostream>

#include "framework/cli/experiment_arguments.h"
#include "framework/cli/options.h"
#include "framework/cli/report_command.h"
#include "framework/report/report.h"
#include "framework/run/run_experiment.h"
#include "graft/json.h"

namespace graft {

namespace po = boost::program_options;

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
      "fresh", "forget what was done and do it again");
  line.add_json();
  line.parse(arguments);

  LoadedExperiment loaded = load_experiment(line);
  RunOptions options;
  options.runs = line.get<std::string>("runs");
  if (line.has("stage")) options.stage = line.get<std::string>("stage");
  options.fresh = line.has("fresh");
  const std::string folder = run_experiment(loaded.experiment, loaded.catalog, options);
  const std::string report = folder + "/report.html";
  if (line.json()) {
    Value printed = Value::map();
    printed.set("run", folder);
    printed.set("report", report);
    printed.set("rows", result_rows({folder}));
    std::cout << write_json(printed) << '\n';
    return 0;
  }
  std::cout << '\n' << result_table(folder) << "\nreport: " << report << '\n';
  return 0;
}

}  // namespace graft
