#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/error.h"
#include "graft/roles/architecture.h"

namespace graft::tests {

/// Everything that this build offers: the shipped plugins and those of the tests, which are found
/// through a manifest of their own as plugins from elsewhere are.
inline PluginCatalog all_plugins() {
  return PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml",
                              GRAFT_BINARY_DIR "/tests/plugins/plugins.yaml"});
}

struct SmallModel {
  std::string label;
  std::unique_ptr<Architecture> model;
};

/// A model of this architecture with small sizes under the names that all of them share.
inline std::unique_ptr<Architecture> small_model(const Component& component, const HeadSpec& head,
                                                 const Value& more = Value::map()) {
  Value options = Value::map();
  const auto set = [&](const char* name, const Value& value) {
    if (component.schema.find(name) != nullptr) options.set(name, value);
  };
  set("hidden_size", 16);
  set("num_layers", 2);
  set("num_heads", 2);
  set("max_positions", 48);
  set("vocab_size", 40);
  set("image_size", 12);
  set("patch_size", 4);
  set("bos_token_id", 1);
  set("eos_token_id", 1);
  set("pad_token_id", 0);
  for (const Value::Member& member : more.as_map()) options.set(member.key, member.value);
  std::vector<Problem> problems;
  const Value resolved = component.schema.resolve(options, component.name, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  Rng rng(11);
  return component.factories.architecture(resolved, head, rng);
}

/// One small model of every architecture, and a second of those that come in several styles, each
/// with those of `options` that it knows.
inline std::vector<SmallModel> small_models(PluginCatalog& catalog, const HeadSpec& head,
                                            const Value& options = Value::map()) {
  std::vector<SmallModel> models;
  for (const std::string& name : catalog.names(Kind::kArchitecture)) {
    const Component& component = catalog.load(Kind::kArchitecture, name);
    Value more = Value::map();
    for (const Value::Member& member : options.as_map()) {
      if (component.schema.find(member.key) != nullptr) more.set(member.key, member.value);
    }
    models.push_back({name, small_model(component, head, more)});
    const Field* const style = component.schema.find("style");
    if (style == nullptr) continue;
    for (const std::string& choice : style->choices) {
      if (Value(choice) == style->default_value) continue;
      more.set("style", choice);
      models.push_back({name + ", " + choice, small_model(component, head, more)});
    }
  }
  return models;
}

}  // namespace graft::tests
