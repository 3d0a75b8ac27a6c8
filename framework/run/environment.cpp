#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "framework/run/run_folder.h"
#include "graft/parallel.h"
#include "graft/version.h"

namespace graft {

namespace {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

void collect_names(const Value& value, std::set<std::string>& names) {
  if (value.is_string()) names.insert(value.as_string());
  if (value.is_list()) {
    for (const Value& entry : value.as_list()) collect_names(entry, names);
  }
  if (value.is_map()) {
    for (const Value::Member& member : value.as_map()) collect_names(member.value, names);
  }
}

}  // namespace

Value describe_environment(const Experiment& experiment, const PluginCatalog& catalog) {
  std::set<std::string> names;
  collect_names(experiment.resolved, names);
  Value plugins = Value::list();
  for (const CatalogEntry& entry : catalog.entries()) {
    if (!names.contains(entry.name)) continue;
    Value plugin;
    plugin.set("id", entry.plugin_id);
    plugin.set("version", entry.plugin_version);
    plugin.set("component", std::string(name_of(entry.kind)) + " " + entry.name);
    plugin.set("sha256", entry.sha256);
    plugins.push_back(std::move(plugin));
  }
  Value environment;
  environment.set("graft", sdk_version());
  environment.set("compiler", __VERSION__);
  environment.set("processor", processor_name());
  environment.set("hardware_threads",
                  static_cast<std::int64_t>(std::thread::hardware_concurrency()));
  environment.set("threads", static_cast<std::int64_t>(num_threads()));
  environment.set("plugins", std::move(plugins));
  return environment;
}

}  // namespace graft
