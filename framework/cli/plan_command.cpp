#include "framework/cli/plan_command.h"

#include <algorithm>
#include <cstdio>
#include <iomanip>
#include <iostream>

#include "framework/cli/experiment_arguments.h"
#include "framework/cli/options.h"
#include "framework/run/plan.h"
#include "framework/train/progress.h"
#include "graft/json.h"

namespace graft {

namespace {

double share_of(const ParameterCount& count) {
  return count.total == 0 ? 0.0
                          : static_cast<double>(count.trainable) / static_cast<double>(count.total);
}

Value describe(const StagePlan& plan) {
  Value value;
  value.set("stage", plan.stage);
  value.set("kind", plan.kind);
  value.set("uses", plan.what);
  value.set("parameters", plan.count.total);
  value.set("trainable_parameters", plan.count.trainable);
  value.set("trainable_share", share_of(plan.count));
  value.set("steps", plan.steps == 0 ? Value() : Value(plan.steps));
  return value;
}

void print_table(const std::vector<StagePlan>& plans) {
  std::size_t width = 5;
  for (const StagePlan& plan : plans) width = std::max(width, plan.stage.size());
  const auto row = [width](const std::string& stage, const std::string& kind,
                           const std::string& parameters, const std::string& share,
                           const std::string& steps, const std::string& what) {
    std::cout << std::left << std::setw(static_cast<int>(width) + 2) << stage << std::setw(10)
              << kind << std::right << std::setw(14) << parameters << std::setw(12) << share
              << std::setw(9) << steps << "  " << what << '\n';
  };
  row("stage", "kind", "parameters", "trainable", "steps", "uses");
  for (const StagePlan& plan : plans) {
    char share[32] = "";
    if (plan.count.total > 0)
      std::snprintf(share, sizeof share, "%.2f %%", 100 * share_of(plan.count));
    row(plan.stage, plan.kind, plan.count.total > 0 ? grouped(plan.count.total) : "", share,
        plan.steps > 0 ? grouped(plan.steps) : "", plan.what);
  }
}

}  // namespace

int run_plan(const std::vector<std::string>& arguments) {
  CommandLine line("plan EXPERIMENT.yaml [options]",
                   "Checks an experiment and prints what each stage would train; starts nothing.",
                   "graft plan configs/quickstart.yaml");
  add_experiment_arguments(line);
  line.add_json();
  line.parse(arguments);
  LoadedExperiment loaded = load_experiment(line);
  const std::vector<StagePlan> plans = plan_experiment(loaded.experiment, loaded.catalog);
  if (line.json()) {
    Value stages = Value::list();
    for (const StagePlan& plan : plans) stages.push_back(describe(plan));
    Value document;
    document.set("stages", std::move(stages));
    std::cout << write_json(document, 2) << '\n';
  } else {
    print_table(plans);
  }
  return 0;
}

}  // namespace graft
