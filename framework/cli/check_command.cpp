#include "framework/cli/check_command.h"

#include <iostream>
#include <utility>

#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/cli/settings_option.h"
#include "framework/config/experiment.h"
#include "framework/config/yaml.h"
#include "framework/plugins/manifest.h"
#include "graft/json.h"

namespace graft {
namespace {

/// Checks one file by what it says it is; "experiment" or "manifest".
std::string check_file(const std::string& path, const std::vector<Setting>& settings,
                       const CommandLine& command) {
  const Value document = read_yaml(path);
  if (document.find("graft_manifest") != nullptr) {
    read_manifest(path);
    return "manifest";
  }
  if (document.find("experiment") == nullptr && document.find("stages") == nullptr) {
    document.fail("unknown-file", "neither an experiment nor a manifest",
                  "an experiment starts with `experiment: NAME`, a manifest with "
                  "`graft_manifest: 1`");
  }
  const PluginCatalog catalog = open_catalog(command, experiment_manifests(document));
  read_experiment(document, path, settings, catalog);
  return "experiment";
}

}  // namespace

int run_check(const std::vector<std::string>& arguments) {
  CommandLine command("check FILE.yaml… [options]",
                      "Checks experiment files and manifests, and reports every mistake. Opens no "
                      "plugin library and starts nothing.",
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
    }
  }
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
