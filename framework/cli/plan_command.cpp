#include "framework/cli/plan_command.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <utility>

#include "framework/cli/experiment_arguments.h"
#include "framework/cli/options.h"
#include "framework/report/memory_text.h"
#include "framework/report/number_text.h"
#include "framework/report/text_table.h"
#include "framework/run/plan.h"
#include "framework/train/progress.h"
#include "graft/json.h"

namespace graft {

namespace {

double share_of(const ParameterCount& count) {
  return count.total == 0 ? 0.0
                          : static_cast<double>(count.trainable) / static_cast<double>(count.total);
}

double flops_of(const StagePlan& plan) {
  return plan.step_cost ? static_cast<double>(plan.steps) * plan.step_cost->flops : 0.0;
}

double seconds_of(const StagePlan& plan) {
  return plan.step_cost ? static_cast<double>(plan.steps) * plan.step_cost->seconds : 0.0;
}

/// Null where it follows from what is not known before.
Value known(const StagePlan& plan, double total) {
  return plan.step_cost && plan.steps > 0 ? Value(total) : Value();
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
  value.set("steps_estimated", !plan.steps_are_exact);
  value.set("flops", known(plan, flops_of(plan)));
  value.set("seconds", known(plan, seconds_of(plan)));
  value.set("disk_bytes", plan.disk);
  Value memory;
  if (plan.step_cost) {
    memory.set("total", plan.step_cost->peak.total());
    for (std::size_t i = 0; i < kMemoryPurposes; ++i) {
      memory.set(name_of(static_cast<MemoryPurpose>(i)), plan.step_cost->peak.of[i]);
    }
  }
  value.set("peak_memory_bytes", std::move(memory));
  return value;
}

/// With "~" before it where it is an estimate.
std::string steps_text(const StagePlan& plan) {
  if (plan.steps == 0) return "";
  return (plan.steps_are_exact ? "" : "~") + grouped(plan.steps);
}

std::string with_unit(double value, const char* unit) {
  static constexpr const char* kPrefixes[] = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t prefix = 0;
  for (; value >= 1000 && prefix + 1 < std::size(kPrefixes); ++prefix) value /= 1000;
  char text[48];
  std::snprintf(text, sizeof text, "%.3g %s%s", value, kPrefixes[prefix], unit);
  return text;
}

void print_table(const std::vector<StagePlan>& plans) {
  using Align = TextTable::Align;
  TextTable table;
  table.columns = {
      {"stage", Align::kLeft},      {"kind", Align::kLeft},   {"parameters", Align::kRight},
      {"trainable", Align::kRight}, {"steps", Align::kRight}, {"FLOP", Align::kRight},
      {"time", Align::kRight},      {"disk", Align::kRight},  {"uses", Align::kLeft}};
  std::string memory;
  for (const StagePlan& plan : plans) {
    char share[32] = "";
    if (plan.count.total > 0)
      std::snprintf(share, sizeof share, "%.2f %%", 100 * share_of(plan.count));
    const bool has_cost = plan.step_cost && plan.steps > 0;
    table.rows.push_back(
        {plan.stage, plan.kind, plan.count.total > 0 ? grouped(plan.count.total) : "", share,
         steps_text(plan), has_cost ? with_unit(flops_of(plan), "") : "",
         has_cost ? format_duration(seconds_of(plan)) : "",
         plan.disk > 0 ? with_unit(static_cast<double>(plan.disk), "B") : "", plan.what});
    if (plan.step_cost) memory += plan.stage + "  " + memory_text(plan.step_cost->peak) + '\n';
  }
  std::cout << table.text();
  const bool has_estimates = std::any_of(
      plans.begin(), plans.end(), [](const StagePlan& plan) { return !plan.steps_are_exact; });
  if (has_estimates) {
    std::cout << "\n~: about so many steps; how many, the tokens of all texts tell.\n";
  }
  if (memory.empty()) return;
  std::cout << "\nPeak memory, by the tensors' purpose:\n"
            << memory << "\nMemory and time of training are estimates from a pass over a batch.\n";
}

}  // namespace

int run_plan(const std::vector<std::string>& arguments) {
  CommandLine line(
      "plan EXPERIMENT.yaml [options]",
      "Checks an experiment and prints what each stage would train, and what that would "
      "cost; starts nothing.",
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
