#include "framework/run/plan.h"

#include <functional>
#include <utility>

#include "framework/run/stage_check.h"
#include "framework/run/stages.h"
#include "graft/error.h"

namespace graft {

namespace {

std::string components_text(const Stage& stage) {
  std::string text;
  const auto add = [&text](const std::string& piece) {
    text += (text.empty() ? "" : ", ") + piece;
  };
  if (stage.model) add(stage.model->name);
  if (!stage.from.empty()) add("from " + stage.from);
  if (stage.adapter) add(stage.adapter->name);
  if (stage.prompt) add(stage.prompt->name);
  if (stage.data) add(stage.data->name);
  if (stage.task) add(stage.task->kind + " on " + stage.task->data.name);
  for (const std::string& name : stage.of) add(name);
  return text;
}

constexpr std::int64_t kCheckpoints = 3;  // two are kept while a third is written

/// What is left and, in checkpoints, parameters and two moments of what trains.
std::int64_t disk_of(const StageModel& model, const ParameterCount& count) {
  const bool as_adapter = model.adapter && model.adapter->config().is_map();
  const bool keeps_base = as_adapter && model.folder.empty();
  const std::int64_t adapter = as_adapter ? count.trainable : 0;
  const std::int64_t whole = as_adapter && !keeps_base ? 0 : count.total - adapter;
  return 4 * (whole + adapter + kCheckpoints * 3 * count.trainable);
}

/// Looks at a training besides what is told of every stage.
using Look = std::function<void(const Stage&, const PlannedTraining&, StagePlan&)>;

std::vector<StagePlan> plan_stages(const Experiment& experiment, PluginCatalog& catalog,
                                   const std::set<std::string>& stages,
                                   const std::string& tokenizer_folder, const Look& look) {
  std::vector<StagePlan> plans;
  std::vector<Problem> problems;
  std::set<std::string> told;  // several stages may read the same wrong file
  const auto collect = [&](const auto& work) {
    try {
      work();
    } catch (const InputError& error) {
      for (const Problem& problem : error.problems()) {
        if (told.insert(problem.text()).second) problems.push_back(problem);
      }
    }
  };
  if (tokenizer_folder.empty()) collect([&] { check_tokenizer(experiment, catalog); });
  for (const Stage& stage : experiment.stages) {
    if (!stages.contains(stage.name)) continue;
    collect([&] {
      StageCheck check(experiment, stage, catalog, tokenizer_folder);
      StagePlan plan;
      plan.stage = stage.name;
      plan.kind = name_of(stage.kind);
      plan.what = components_text(stage);
      if (const std::optional<PlannedTraining> training = check.run()) {
        plan.count = count_parameters(training->model);
        look(stage, *training, plan);
      }
      plans.push_back(std::move(plan));
    });
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return plans;
}

}  // namespace

std::vector<StagePlan> plan_stages(const Experiment& experiment, PluginCatalog& catalog,
                                   const std::set<std::string>& stages,
                                   const std::string& tokenizer_folder) {
  return plan_stages(experiment, catalog, stages, tokenizer_folder,
                     [](const Stage&, const PlannedTraining&, StagePlan&) {});
}

std::vector<StagePlan> plan_experiment(const Experiment& experiment, PluginCatalog& catalog) {
  std::set<std::string> stages;
  for (const Stage& stage : experiment.stages) stages.insert(stage.name);
  const Look estimate = [](const Stage& stage, const PlannedTraining& training, StagePlan& plan) {
    plan.disk = disk_of(training.model, plan.count);
    const PlannedSteps steps = training.steps();
    plan.steps = steps.count;
    plan.steps_are_exact = steps.is_exact;
    if (training.batch) {
      plan.step_cost = estimate_step(training.model, stage.train, training.batch);
    }
  };
  return plan_stages(experiment, catalog, stages, "", estimate);
}

}  // namespace graft
