#include "framework/run/run_experiment.h"

#include <filesystem>
#include <map>
#include <set>

#include "framework/cli/log.h"
#include "framework/config/yaml.h"
#include "framework/report/report.h"
#include "framework/run/stages.h"
#include "framework/train/interrupt.h"
#include "framework/train/trainer.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> stages_before(const Stage& stage) {
  std::vector<std::string> names = stage.of;
  if (stage.from_is_stage) names.push_back(stage.from);
  return names;
}

/// The stages to run: all, or one with everything that it needs.
std::set<std::string> wanted_stages(const Experiment& experiment, const std::string& only) {
  std::set<std::string> wanted;
  if (only.empty()) {
    for (const Stage& stage : experiment.stages) wanted.insert(stage.name);
    return wanted;
  }
  if (experiment.find(only) == nullptr) {
    std::vector<std::string> names;
    for (const Stage& stage : experiment.stages) names.push_back(stage.name);
    const std::string near = nearest(only, names);
    throw InputError("unknown-stage", "--stage: no stage named \"" + only + "\"",
                     near.empty() ? "" : "did you mean `" + near + "`?");
  }
  std::vector<std::string> open = {only};
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    if (!wanted.insert(name).second) continue;
    for (const std::string& before : stages_before(*experiment.find(name))) open.push_back(before);
  }
  return wanted;
}

Value run_stage(const StageContext& context) {
  switch (context.stage.kind) {
    case StageKind::kPretrain:
      return run_pretrain_stage(context);
    case StageKind::kAdapt:
      return run_adapt_stage(context);
    case StageKind::kPrompt:
      return run_prompt_stage(context);
    case StageKind::kEvaluate:
      return run_evaluate_stage(context);
    case StageKind::kCompare:
      return run_compare_stage(context);
  }
  throw Error("unknown kind of stage");
}

}  // namespace

std::string run_experiment(const Experiment& experiment, PluginCatalog& catalog,
                           const RunOptions& options) {
  const std::set<std::string> wanted = wanted_stages(experiment, options.stage);
  const InterruptGuard guard;
  const RunFolder run(options.runs, experiment.name);
  write_file(run.path() + "/experiment.yaml", write_yaml(experiment.resolved));
  write_file(run.path() + "/environment.json",
             write_json(describe_environment(experiment, catalog), 2) + "\n");
  if (options.fresh) {
    for (const std::string& name : wanted) fs::remove_all(run.stage(name));
    if (options.stage.empty()) fs::remove_all(run.stage("tokenizer"));
  }
  const std::string tokenizer_hash = prepare_tokenizer(experiment, catalog, run);

  std::map<std::string, std::string> hashes;
  for (const Stage& stage : experiment.stages) {
    if (!wanted.contains(stage.name)) continue;
    std::string upstream = tokenizer_hash;
    for (const std::string& before : stages_before(stage)) upstream += " " + hashes.at(before);
    const std::string hash = input_hash(stage.resolved, experiment.seed, upstream, catalog);
    hashes[stage.name] = hash;
    const std::string folder = run.stage(stage.name);
    if (RunFolder::finished_hash(folder) == hash) {
      log_line(LogLevel::kInfo, stage.name + "  done already");
      continue;
    }
    if (interrupt_requested()) {
      throw Interrupted("interrupted before stage `" + stage.name +
                        "`; run the same command again to continue");
    }
    RunFolder::begin(folder, hash);
    const StageContext context{experiment, stage, catalog, run};
    const Value result = run_stage(context);
    write_file(folder + "/result.json", write_json(result, 2) + "\n");
    RunFolder::finish(folder, hash);
    remove_checkpoints(folder);
    write_report({run.path()}, run.path() + "/report.html");
  }
  write_report({run.path()}, run.path() + "/report.html");
  return run.path();
}

}  // namespace graft
