#include "framework/run/run_experiment.h"

#include <filesystem>
#include <map>
#include <set>

#include "framework/cli/log.h"
#include "framework/config/experiment_keys.h"
#include "framework/config/input_place.h"
#include "framework/config/yaml.h"
#include "framework/report/report.h"
#include "framework/run/input_hash.h"
#include "framework/run/plan.h"
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
    throw InputError("unknown-stage", "--stage: no stage named \"" + only + "\"",
                     nearest_or_all(only, names));
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

Value run_kind(const StageContext& context) {
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

/// Runs a stage. What goes wrong names the line of the experiment, or at least the stage.
Value run_stage(const StageContext& context) {
  try {
    return with_place(context.experiment.file, context.stage.mark,
                      [&] { return run_kind(context); });
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw Error("stage `" + context.stage.name + "`: " + error.what());
  }
}

/// What every stage, and the tokenizer, depends on.
struct StageHashes {
  std::string tokenizer;
  std::map<std::string, std::string> stages;
};

StageHashes hash_inputs(const Experiment& experiment, const PluginCatalog& catalog) {
  InputHasher hasher(catalog);
  StageHashes hashes;
  hashes.tokenizer = tokenizer_hash(experiment, hasher);
  for (const Stage& stage : experiment.stages) {
    std::string upstream = hashes.tokenizer;
    for (const std::string& before : stages_before(stage)) {
      upstream += " " + hashes.stages.at(before);
    }
    hashes.stages[stage.name] = hasher.hash(stage.resolved, experiment.seed, upstream);
  }
  return hashes;
}

/// The stages of `wanted` that are not done yet.
std::set<std::string> open_stages(const Experiment& experiment, const std::set<std::string>& wanted,
                                  const StageHashes& hashes, const RunOptions& options) {
  const std::string run = RunFolder::path_of(options.runs, experiment.name);
  std::set<std::string> open;
  for (const std::string& name : wanted) {
    const bool done = RunFolder::finished_hash(run + "/" + name) == hashes.stages.at(name);
    if (options.fresh || !done) open.insert(name);
  }
  return open;
}

/// `inputs.json`: what each stage would be run with. The report takes a stage whose folder says
/// otherwise for one of another experiment.
void write_inputs(const std::string& run, const StageHashes& hashes) {
  Value inputs = Value::map();
  for (const auto& [stage, hash] : hashes.stages) inputs.set(stage, hash);
  write_file(run + "/inputs.json", write_json(inputs, 2) + "\n");
}

}  // namespace

std::string run_experiment(const Experiment& experiment, PluginCatalog& catalog,
                           const RunOptions& options) {
  const std::set<std::string> wanted = wanted_stages(experiment, options.stage);
  const InterruptGuard guard;
  const StageHashes hashes = hash_inputs(experiment, catalog);
  // Whatever would stop one of the stages is told before anything is written.
  const std::set<std::string> open = open_stages(experiment, wanted, hashes, options);
  const std::string tokenizer = RunFolder::path_of(options.runs, experiment.name) + "/tokenizer";
  const bool has_tokenizer = !hashes.tokenizer.empty() && !options.fresh &&
                             RunFolder::finished_hash(tokenizer) == hashes.tokenizer;
  plan_stages(experiment, catalog, open, has_tokenizer ? tokenizer : "");

  const RunFolder run(options.runs, experiment.name);
  write_inputs(run.path(), hashes);
  write_file(run.path() + "/experiment.yaml", write_yaml(experiment.resolved));
  write_file(run.path() + "/environment.json",
             write_json(describe_environment(experiment, catalog), 2) + "\n");
  if (options.fresh) {
    for (const std::string& name : wanted) fs::remove_all(run.stage(name));
    if (options.stage.empty()) fs::remove_all(run.stage("tokenizer"));
  }
  if (prepare_tokenizer(experiment, catalog, run, hashes.tokenizer)) {
    plan_stages(experiment, catalog, open, run.stage("tokenizer"));  // now the tokens are known
  }

  for (const Stage& stage : experiment.stages) {
    if (!wanted.contains(stage.name)) continue;
    const std::string& hash = hashes.stages.at(stage.name);
    const std::string folder = run.stage(stage.name);
    if (RunFolder::finished_hash(folder) == hash) {
      remove_checkpoints(folder);
      log_line(LogLevel::kInfo, stage.name + "  done already");
      continue;
    }
    if (interrupt_requested()) {
      throw Interrupted("interrupted before stage `" + stage.name +
                        "`; run the same command again to continue");
    }
    if (!RunFolder::begun_hash(folder).empty() && RunFolder::begun_hash(folder) != hash) {
      log_line(LogLevel::kInfo, stage.name + "  its settings or data have changed: starting anew");
    }
    RunFolder::begin(folder, hash);
    const Value result = run_stage(StageContext{experiment, stage, catalog, run, options.profile});
    write_file(folder + "/result.json", write_json(result, 2) + "\n");
    RunFolder::finish(folder, hash);
    remove_checkpoints(folder);
    write_report({run.path()}, run.path() + "/report.html");
  }
  write_report({run.path()}, run.path() + "/report.html");
  return run.path();
}

}  // namespace graft
