#include "framework/run/plan.h"

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

}  // namespace

std::vector<StagePlan> plan_stages(const Experiment& experiment, PluginCatalog& catalog,
                                   const std::set<std::string>& stages,
                                   const std::string& tokenizer_folder) {
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
  collect([&] { check_tokenizer(experiment, catalog); });
  for (const Stage& stage : experiment.stages) {
    if (!stages.contains(stage.name)) continue;
    collect([&] {
      StageCheck check(experiment, stage, catalog, tokenizer_folder);
      const ParameterCount count = check.run();
      plans.push_back({stage.name, name_of(stage.kind), components_text(stage), count,
                       stage.train.steps.value_or(0)});
    });
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return plans;
}

std::vector<StagePlan> plan_experiment(const Experiment& experiment, PluginCatalog& catalog) {
  std::set<std::string> stages;
  for (const Stage& stage : experiment.stages) stages.insert(stage.name);
  return plan_stages(experiment, catalog, stages, "");
}

}  // namespace graft
