#include "framework/plugins/describe_library.h"

#include <filesystem>
#include <map>
#include <system_error>

#include "framework/plugins/folder_limit.h"
#include "framework/plugins/library_loader.h"
#include "framework/plugins/preflight.h"
#include "framework/plugins/version_range.h"
#include "graft/error.h"

namespace graft {
namespace {

Value describe_component(const Component& component) {
  Value entry = Value::map();
  entry.set("kind", name_of(component.kind));
  entry.set("name", component.name);
  entry.set("doc", component.doc);
  entry.set("interface", component.interface);
  if (!component.family.empty()) entry.set("family", component.family);
  if (!component.recognises.is_null()) entry.set("recognises", component.recognises);
  if (!component.schema.fields().empty()) entry.set("options", component.schema.describe());
  return entry;
}

void require_files(const std::vector<std::string>& libraries) {
  std::vector<Problem> problems;
  for (const std::string& library : libraries) {
    std::error_code error;
    if (std::filesystem::exists(library, error)) continue;
    problems.push_back(
        {library, 0, 0, "file-missing", "there is no such file", "build it, or correct the path"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

std::string real_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::path real = std::filesystem::canonical(folder, error);
  if (!error && !std::filesystem::is_directory(real, error)) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) {
    throw InputError("file-missing", "--in " + folder + ": " + error.message(),
                     "name the folder that the manifest will lie in");
  }
  return real.string();
}

std::string sdk_range(const CheckedLibrary& library) {
  const auto version = parse_version(library.handshake.sdk_version);
  if (!version) {
    throw PluginError(
        library.path, "note-invalid",
        "its plugin handshake is broken: SDK version \"" + library.handshake.sdk_version + "\"",
        "build the plugin again with the SDK of this host");
  }
  return compatible_range(*version);
}

Value describe_library(const CheckedLibrary& library, const std::vector<Component>& components,
                       const std::string& folder) {
  Value plugin = Value::map();
  plugin.set("id", library.handshake.plugin_id);
  plugin.set("version", library.handshake.plugin_version);
  plugin.set("library", std::filesystem::path(library.path).lexically_relative(folder).string());
  plugin.set("sha256", library.sha256);
  plugin.set("sdk", sdk_range(library));
  Value& list = plugin.set("components", Value::list());
  for (const Component& component : components) list.push_back(describe_component(component));
  return plugin;
}

/// Refuses what a manifest could not say: the same plugin or component twice.
class Offers {
 public:
  void add(const std::string& what, const std::string& library) {
    const auto [first, is_new] = libraries_.emplace(what, library);
    if (is_new) return;
    throw InputError("duplicate-component",
                     what + " is offered by " + first->second + " and by " + library,
                     "leave one of them out");
  }

 private:
  std::map<std::string, std::string> libraries_;
};

}  // namespace

Value describe_libraries(const std::vector<std::string>& libraries, const std::string& folder) {
  require_files(libraries);
  const std::string real = real_folder(folder);
  Offers offers;
  Value plugins = Value::list();
  for (const std::string& path : libraries) {
    const CheckedLibrary library = check_library(path, nullptr);
    if (!lies_in_folder(library.path, real)) {
      throw InputError("path-escape", library.path + " does not lie in " + real,
                       "name a folder above the library with --in");
    }
    const std::vector<Component> components = load_library(library);
    if (components.empty()) {
      throw PluginError(library.path, "component-missing",
                        "plugin " + library.handshake.plugin_id + " registers no component",
                        "register at least one in the body of GRAFT_PLUGIN");
    }
    offers.add("plugin " + library.handshake.plugin_id, library.path);
    for (const Component& component : components) {
      offers.add(std::string(name_of(component.kind)) + " \"" + component.name + "\"",
                 library.path);
    }
    plugins.push_back(describe_library(library, components, real));
  }
  Value manifest = Value::map();
  manifest.set("graft_manifest", 1);
  manifest.set("plugins", std::move(plugins));
  return manifest;
}

}  // namespace graft
