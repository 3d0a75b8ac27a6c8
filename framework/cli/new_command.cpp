#include "framework/cli/new_command.h"

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "framework/cli/log.h"
#include "framework/cli/options.h"
#include "framework/cli/plugin_project.h"
#include "framework/plugins/catalog.h"

namespace graft {
namespace {

// The prefix, or the build tree, that this program runs from.
std::filesystem::path own_prefix() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

/// Says so where the built-in manifest offers a component of this name, too.
void note_replaced(const std::string& kind_name, const std::string& name) {
  const std::string builtin = builtin_manifest();
  if (!std::filesystem::exists(builtin)) return;
  std::vector<Problem> problems;  // of the installation; they do not concern the new project
  const PluginCatalog catalog = PluginCatalog::open({builtin}, "", problems);
  for (const Kind kind : all_kinds()) {
    if (kind_name != name_of(kind) || catalog.find(kind, name) == nullptr) continue;
    log_line(LogLevel::kInfo, "note: there is a built-in " + kind_name + " \"" + name +
                                  "\"; this one replaces it wherever its manifest is given");
  }
}

}  // namespace

int run_new(const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  CommandLine line(
      "new KIND NAME [options]",
      "Creates a plugin project that configures, builds, passes its own test and runs.",
      "graft new adapter my-adapter --in projects");
  line.positional("KIND", 1, "architecture, adapter or prompt");
  line.positional("NAME", 1, "name of the component: lower-case letters, digits and hyphens");
  line.options()("in", po::value<std::string>()->value_name("DIR")->default_value("."),
                 "folder in which the project gets a folder of its own");
  line.parse(arguments);
  if (!line.has("KIND") || !line.has("NAME")) {
    throw InputError("missing-argument", "KIND and NAME are needed",
                     "for example `graft new adapter my-adapter`");
  }
  const std::filesystem::path prefix = own_prefix();
  const auto kind = line.get<std::string>("KIND");
  const auto name = line.get<std::string>("NAME");
  const std::string project =
      create_plugin_project(kind, name, line.get<std::string>("in"),
                            (prefix / "share/graft/template").string(), prefix.string());
  note_replaced(kind, name);
  std::cout << "Created " << project << "\n\nNext:\n  cd '" << project
            << "'\n  cmake -B build && cmake --build build && ctest --test-dir build\n"
               "  graft run experiment.yaml\n";
  return 0;
}

}  // namespace graft
