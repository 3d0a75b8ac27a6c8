#include "framework/cli/check_command.h"

#include <exception>
#include <iostream>
#include <utility>

#include "framework/cli/experiment_arguments.h"
#include "framework/cli/options.h"
#include "framework/cli/settings_option.h"
#include "framework/config/yaml.h"
#include "framework/plugins/manifest.h"
#include "framework/run/plan.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {
namespace {

/// The first key that this file has or nearly has of those that tell experiments from manifests;
/// empty: none.
std::string telling_key(const Value& document) {
  static const std::vector<std::string> keys = {"experiment", "stages", "graft_manifest"};
  for (const std::string& key : keys) {
    if (document.find(key) != nullptr) return key;
  }
  if (!document.is_map()) return "";
  for (const Value::Member& member : document.as_map()) {
    if (std::string near = nearest(member.key, keys); !near.empty()) return near;
  }
  return "";
}

/// Manifests list plugins as maps, experiments name files.
bool lists_plugins(const Value& document) {
  const Value* plugins = document.find("plugins");
  return plugins != nullptr && plugins->is_list() && plugins->size() > 0 &&
         plugins->as_list().front().is_map();
}

/// Checks one file by what it says it is; "experiment" or "manifest".
std::string check_file(const std::string& path, const std::vector<Setting>& settings,
                       const CommandLine& command) {
  const Value document = read_yaml(path);
  const std::string key = telling_key(document);
  if (key == "graft_manifest" || lists_plugins(document)) {
    read_manifest(path);
    return "manifest";
  }
  if (key.empty()) {
    document.fail("unknown-file", "neither an experiment nor a manifest",
                  "an experiment starts with `experiment: NAME`, a manifest with "
                  "`graft_manifest: 1`");
  }
  LoadedExperiment loaded = load_experiment(document, path, settings, command);
  plan_experiment(loaded.experiment, loaded.catalog);
  return "experiment";
}

}  // namespace

int run_check(const std::vector<std::string>& arguments) {
  CommandLine command(
      "check FILE.yaml… [options]",
      "Checks experiment files and manifests, and reports every mistake. Builds the "
      "models and opens the data of an experiment, and starts nothing.",
      "graft check configs/quickstart.yaml");
  command.positional("FILE", -1, "experiment files or manifests");
  add_settings_option(command);
  command.add_json();
  command.parse(arguments);
  if (!command.has("FILE")) {
    throw InputError("missing-argument", "which files? FILE.yaml is missing",
                     "name one or more experiment files or manifests");
  }
  const std::vector<Setting> settings = given_settings(command);

  std::vector<Problem> problems;
  std::exception_ptr broken_plugin;
  Value good_files = Value::list();
  for (const std::string& path : command.get<std::vector<std::string>>("FILE")) {
    try {
      const std::string kind = check_file(path, settings, command);
      Value file = Value::map();
      file.set("file", path);
      file.set("kind", kind);
      good_files.push_back(std::move(file));
      if (!command.json()) std::cout << path << ": ok\n";
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    } catch (const PluginError& error) {
      if (!broken_plugin) broken_plugin = std::current_exception();
      problems.push_back(error.problem());
    }
  }
  if (broken_plugin && problems.size() == 1) std::rethrow_exception(broken_plugin);
  if (!problems.empty()) throw InputError(std::move(problems));
  if (command.json()) {
    Value result = Value::map();
    result.set("files", std::move(good_files));
    result.set("errors", Value::list());
    std::cout << write_json(result) << '\n';
  }
  return 0;
}

}  // namespace graft
