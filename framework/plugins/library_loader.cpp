#include "framework/plugins/library_loader.h"

#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>
#include <dlfcn.h>
#include <link.h>

#include <boost/dll/shared_library.hpp>

#include "framework/plugins/guarded_factories.h"
#include "framework/plugins/load_failure.h"
#include "graft/error.h"
#include "graft/handshake.h"

namespace graft {
namespace {

constexpr const char* kEntry = "graft_plugin";
constexpr const char* kUseMacro = "define the plugin with GRAFT_PLUGIN, exactly once";

/// Loads it for good: nothing ever closes what this returns.
const boost::dll::shared_library& open_for_good(const std::string& path) {
  auto opened = std::make_unique<boost::dll::shared_library>();
  boost::dll::fs::error_code error;
  opened->load(path, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) {
    const char* const cause = dlerror();
    throw load_failure(path, cause ? cause : error.message());
  }
  static std::mutex mutex;
  static auto* const kept = new std::vector<std::unique_ptr<boost::dll::shared_library>>();
  const std::lock_guard lock(mutex);
  kept->push_back(std::move(opened));
  return *kept->back();
}

/// True where an address lies in this library itself, not in one that it links.
bool lies_in(const boost::dll::shared_library& opened, const void* address) {
  link_map* own = nullptr;
  link_map* found = nullptr;
  Dl_info info;
  return address && dlinfo(opened.native(), RTLD_DI_LINKMAP, &own) == 0 &&
         dladdr1(address, &info, reinterpret_cast<void**>(&found), RTLD_DL_LINKMAP) != 0 &&
         found == own;
}

void check_unchanged(const CheckedLibrary& library) {
  if (stamp_of(library.path) == library.stamp) return;
  throw PluginError(library.path, "file-changed", "changed between being checked and being loaded",
                    "start again when nothing writes to it any more");
}

const GraftPlugin& find_entry(const boost::dll::shared_library& opened,
                              const CheckedLibrary& library) {
  const auto* const entry = static_cast<const GraftPlugin*>(dlsym(opened.native(), kEntry));
  // A search finds symbols of the libraries it links, too; those are of somebody else.
  if (!lies_in(opened, entry)) {
    throw PluginError(library.path, "entry-missing",
                      std::string("exports no symbol `") + kEntry + "`", kUseMacro);
  }
  const auto fail = [&library](const std::string& message) {
    throw PluginError(library.path, "entry-invalid", "its `graft_plugin` is broken: " + message,
                      kUseMacro);
  };
  if (entry->struct_size < sizeof(GraftPlugin)) {
    fail("it says " + std::to_string(entry->struct_size) + " bytes, expected at least " +
         std::to_string(sizeof(GraftPlugin)));
  }
  if (!lies_in(opened, entry->handshake)) fail("its handshake does not lie in this library");
  if (!lies_in(opened, reinterpret_cast<const void*>(entry->register_components))) {
    fail("its register function does not lie in this library");
  }
  const GraftHandshake& handshake = *entry->handshake;
  const auto agrees = [](const char* text, const std::string& expected) {
    return std::strncmp(text, expected.c_str(), expected.size() + 1) == 0;
  };
  if (handshake.abi_major != library.handshake.abi_major ||
      !agrees(handshake.plugin_id, library.handshake.plugin_id) ||
      !agrees(handshake.plugin_version, library.handshake.plugin_version)) {
    fail("it and the ELF note name different plugins");
  }
  return *entry;
}

Registry ask_for_components(const GraftPlugin& entry, const CheckedLibrary& library) {
  Registry registry;
  const auto fail = [&library](const std::string& message) {
    throw PluginError(
        library.path, "register-failed",
        "plugin " + library.handshake.plugin_id + " failed to register its components: " + message,
        "report this to the author of the plugin");
  };
  try {
    entry.register_components(&registry);
  } catch (const std::exception& error) {
    fail(error.what());
  } catch (...) {
    fail("it threw something that is not an exception of C++'s library");
  }
  return registry;
}

}  // namespace

std::vector<Component> load_library(const CheckedLibrary& library) {
  const boost::dll::shared_library& opened = open_for_good(library.path);
  check_unchanged(library);
  const GraftPlugin& entry = find_entry(opened, library);
  const Registry registry = ask_for_components(entry, library);
  std::vector<Component> components = registry.components();
  for (Component& component : components) {
    component.factories = guarded(component, PluginName{library.handshake.plugin_id, library.path});
  }
  return components;
}

}  // namespace graft
