#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "graft/error.h"
#include "graft/json.h"
#include "graft/plugin.h"

extern "C" const GraftPlugin graft_plugin;  // of the plugin that this is linked with

namespace {

graft::Registry registered() {
  graft::Registry registry;
  graft_plugin.register_components(&registry);
  return registry;
}

/// Calls `read`; the only thing that may go wrong is the input.
template <typename Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const graft::InputError&) {
  }
}

}  // namespace

/// Any text is the configuration of a model, as far as each architecture of the plugin can tell
/// before it builds one, or gives InputErrors.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const graft::Registry registry = registered();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  attempt([&] {
    const graft::Value config = graft::parse_json(text, "config.json");
    for (const graft::Component& component : registry.components()) {
      attempt([&] { component.factories.head_from_config(config); });
      attempt([&] {
        std::vector<graft::Problem> problems;
        component.schema.resolve(component.factories.options_from_config(config), component.name,
                                 problems);
      });
    }
  });
  return 0;
}
