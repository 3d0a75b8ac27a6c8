#include "framework/config/experiment.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "framework/config/component_reader.h"
#include "framework/config/experiment_keys.h"
#include "framework/config/path_lookup.h"
#include "framework/config/settings.h"
#include "framework/config/stage_reader.h"
#include "framework/config/variables.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& path) {
  std::error_code error;
  return fs::absolute(path, error).lexically_normal().string();
}

bool is_experiment_name(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char character) {
           return (character >= 'a' && character <= 'z') ||
                  (character >= '0' && character <= '9') || character == '-';
         });
}

/// The experiment's own problems in the order of the file, then those of each other file.
void sort_problems(std::vector<Problem>& problems, const std::string& file) {
  std::vector<std::string> files = {file};
  for (const Problem& problem : problems) {
    if (std::find(files.begin(), files.end(), problem.file) == files.end()) {
      files.push_back(problem.file);
    }
  }
  const auto place = [&files](const Problem& problem) {
    return std::tuple(std::find(files.begin(), files.end(), problem.file) - files.begin(),
                      problem.line, problem.column);
  };
  std::stable_sort(
      problems.begin(), problems.end(),
      [&place](const Problem& left, const Problem& right) { return place(left) < place(right); });
}

/// `keys`: the top level, checked.
std::vector<std::string> read_manifests(const Value& keys, ExperimentContext& context) {
  std::vector<std::string> manifests;
  const Value* list = keys.find("plugins");
  if (list == nullptr) context.knows_all_components = false;  // of a wrong type
  if (list == nullptr || !list->is_list()) return manifests;
  for (const Value& entry : list->as_list()) {
    if (const auto path = find_path(entry.as_string(), "plugins", "", entry, context)) {
      manifests.push_back(*path);
    } else {
      context.knows_all_components = false;
    }
  }
  return manifests;
}

void read_stages(const Value& section, Experiment& experiment, ExperimentContext& context) {
  if (!section.is_map() || section.size() == 0) {
    context.report(section, "wrong-type",
                   section.is_map() || section.is_null()
                       ? "stages: expected at least one stage"
                       : std::string("stages: expected a map of named stages, got ") +
                             kind_name(section.kind()),
                   "write for example `stages: {base: {kind: pretrain, …}}`");
    return;
  }
  for (const Value::Member& member : section.as_map()) {
    experiment.stages.push_back(read_stage(member, context));
  }
  link_stages(experiment.stages, section, context);
}

/// A new model reads tokens, so somebody has to make them.
void require_tokenizer(const Value& document, const Experiment& experiment,
                       ExperimentContext& context) {
  const auto builds = std::find_if(experiment.stages.begin(), experiment.stages.end(),
                                   [](const Stage& stage) { return stage.model.has_value(); });
  if (builds == experiment.stages.end()) return;
  context.report(document, "missing-key",
                 "tokenizer: missing; stage `" + builds->name + "` builds a new model",
                 "name one, `tokenizer: {name: …}`");
}

Value resolve(const Experiment& experiment, const std::vector<std::string>& manifests) {
  Value document = Value::map();
  document.set("experiment", experiment.name);
  document.set("seed", experiment.seed);
  if (!manifests.empty()) document.set("plugins", manifests);
  if (experiment.tokenizer) document.set("tokenizer", resolved_tokenizer(*experiment.tokenizer));
  Value& stages = document.set("stages", Value::map());
  for (const Stage& stage : experiment.stages) stages.set(stage.name, stage.resolved);
  return escape_variables(document);
}

}  // namespace

const char* name_of(StageKind kind) {
  switch (kind) {
    case StageKind::kPretrain:
      return "pretrain";
    case StageKind::kAdapt:
      return "adapt";
    case StageKind::kPrompt:
      return "prompt";
    case StageKind::kEvaluate:
      return "evaluate";
    case StageKind::kCompare:
      return "compare";
  }
  return "";
}

const Stage* Experiment::find(const std::string& stage) const {
  const auto found = std::find_if(stages.begin(), stages.end(),
                                  [&stage](const Stage& entry) { return entry.name == stage; });
  return found == stages.end() ? nullptr : &*found;
}

Experiment read_experiment(const Value& original, const std::string& file,
                           const std::vector<Setting>& settings, const PluginCatalog& catalog,
                           std::vector<Problem> manifest_problems) {
  Experiment experiment;
  experiment.file = absolute(file);
  const std::string folder = fs::path(experiment.file).parent_path().string();
  ExperimentContext context{catalog, folder, std::move(manifest_problems)};
  context.knows_all_components = context.problems.empty();
  if (!original.is_map()) {
    context.report(original, "wrong-type",
                   std::string("expected an experiment, got ") + kind_name(original.kind()),
                   "start with `experiment: NAME` and `stages:`");
    throw InputError(std::move(context.problems));
  }

  Value document = original;
  apply_settings(document, settings, context.problems);
  Variables variables(document, names_of(experiment_keys()), context.problems);
  variables.substitute(document, context.problems);

  const Value keys = read_section(document, experiment_keys(), "", context);
  if (const Value* name = keys.find("experiment"); name != nullptr && name->is_string()) {
    experiment.name = name->as_string();
    if (!is_experiment_name(experiment.name)) {
      context.report(
          *name, "bad-name",
          "experiment: expected lower-case letters, digits and -, got `" + experiment.name + "`",
          "it names the folder of the run, for example `first-try`");
    }
  }
  if (const Value* seed = keys.find("seed"); seed != nullptr && seed->is_int()) {
    experiment.seed = seed->as_int();
  }
  const std::vector<std::string> manifests = read_manifests(keys, context);
  if (const Value* tokenizer = document.find("tokenizer"); tokenizer && !tokenizer->is_null()) {
    experiment.tokenizer = read_tokenizer(*tokenizer, "tokenizer", context);
  }
  if (const Value* stages = document.find("stages")) read_stages(*stages, experiment, context);
  if (const Value* tokenizer = document.find("tokenizer"); !tokenizer || tokenizer->is_null()) {
    require_tokenizer(document, experiment, context);
  }

  variables.drop_consequences(context.problems);
  if (!context.problems.empty()) {
    drop_repeated_keys(context.problems);
    sort_problems(context.problems, original.mark().file ? *original.mark().file : file);
    throw InputError(std::move(context.problems));
  }
  experiment.resolved = resolve(experiment, manifests);
  return experiment;
}

std::vector<std::string> experiment_manifests(const Value& original,
                                              const std::vector<Setting>& settings) {
  if (!original.is_map()) return {};
  const PluginCatalog none = PluginCatalog::open({});
  ExperimentContext context{none, "", {}};
  Value document = original;
  apply_settings(document, settings, context.problems);
  Variables(document, names_of(experiment_keys()), context.problems)
      .substitute(document, context.problems);
  return read_manifests(read_section(document, experiment_keys(), "", context), context);
}

}  // namespace graft
