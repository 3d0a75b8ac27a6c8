#include "framework/cli/plugins_command.h"

#include <algorithm>
#include <iostream>

#include "framework/cli/command.h"
#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/cli/plugin_text.h"
#include "framework/config/task_options.h"
#include "framework/config/yaml.h"
#include "framework/plugins/catalog.h"
#include "framework/plugins/describe_library.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {
namespace {

namespace po = boost::program_options;

int run_list(const std::vector<std::string>& arguments) {
  CommandLine command("plugins list [options]",
                      "Lists what the manifests offer. Opens no plugin library.",
                      "graft plugins list --json");
  command.explain_plugins(
      "manifest to list, instead of those of GRAFT_PLUGINS or else the built-in one; may be "
      "repeated");
  command.add_json();
  command.parse(arguments);
  const PluginCatalog catalog = PluginCatalog::open(command.manifests());
  std::cout << (command.json() ? write_json(list_value(catalog)) + "\n" : list_text(catalog));
  return 0;
}

int run_describe(const std::vector<std::string>& arguments) {
  CommandLine command("plugins describe NAME [options]",
                      "Shows the components of this name, or the kind of task, with its options. "
                      "Opens no plugin library.",
                      "graft plugins describe my-adapter --plugins my-adapter/build/plugins.yaml");
  command.add_json();
  command.positional("NAME", 1,
                     "name of a component, as `graft plugins list` shows it, or kind of a task");
  command.parse(arguments);
  if (!command.has("NAME")) {
    throw InputError("missing-argument", "which component? NAME is missing",
                     "`graft plugins list` shows the names");
  }
  const PluginCatalog catalog = open_catalog(command);
  const auto name = command.get<std::string>("NAME");
  const auto entries = find_named(catalog, name);
  const std::vector<std::string>& tasks = task_kinds();
  const bool is_task = std::find(tasks.begin(), tasks.end(), name) != tasks.end();
  if (command.json()) {
    Value list = Value::list();
    for (const CatalogEntry* const entry : entries) list.push_back(entry_value(*entry));
    if (is_task) list.push_back(task_value(name));
    std::cout << write_json(list) << '\n';
  } else {
    for (const CatalogEntry* const entry : entries) {
      std::cout << (entry == entries.front() ? "" : "\n") << entry_text(*entry);
    }
    if (is_task) std::cout << (entries.empty() ? "" : "\n") << task_text(name);
  }
  return 0;
}

int run_manifest(const std::vector<std::string>& arguments) {
  CommandLine command("plugins manifest LIB… [options]",
                      "Loads plugin libraries and prints the manifest that lists them.",
                      "graft plugins manifest build/libacme_mamba.so --in build > plugins.yaml");
  command.positional("LIB", -1, "plugin libraries");
  command.options()("in", po::value<std::string>()->value_name("DIR")->default_value("."),
                    "folder the manifest will lie in; paths are relative to it");
  command.add_json();
  command.parse(arguments);
  if (!command.has("LIB")) {
    throw InputError("missing-argument", "which libraries? LIB is missing",
                     "name one or more plugin libraries");
  }
  const Value manifest = describe_libraries(command.get<std::vector<std::string>>("LIB"),
                                            command.get<std::string>("in"));
  std::cout << (command.json() ? write_json(manifest) + "\n" : write_yaml(manifest));
  return 0;
}

constexpr Command kSubcommands[] = {
    {"list", "what the manifests offer", run_list},
    {"describe", "one component, or kind of task, with its options", run_describe},
    {"manifest", "prints the manifest of plugin libraries", run_manifest},
};

void print_help(std::ostream& out) {
  out << "usage: graft plugins COMMAND [options]\n\ncommands:\n";
  for (const Command& command : kSubcommands) {
    const std::string name = command.name;
    out << "  " << name << std::string(12 - name.size(), ' ') << command.summary << '\n';
  }
  out << "\n`graft plugins COMMAND --help` tells more.\n\nexample:\n  graft plugins list\n";
}

}  // namespace

int run_plugins(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    throw InputError("missing-argument", "`graft plugins` needs list, describe or manifest",
                     "see `graft plugins --help`");
  }
  const std::string& name = arguments.front();
  if (name == "--help") {
    print_help(std::cout);
    throw HelpShown();
  }
  std::vector<std::string> names;
  for (const Command& command : kSubcommands) {
    if (name == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    names.emplace_back(command.name);
  }
  const std::string near = nearest(name, names);
  throw InputError("unknown-command", "no command `graft plugins " + name + "`",
                   near.empty() ? "see `graft plugins --help`" : "did you mean `" + near + "`?");
}

}  // namespace graft
