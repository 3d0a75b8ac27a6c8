#include "framework/model_io/architecture_config.h"

namespace graft {

const CatalogEntry& architecture_of(const Value& config, const PluginCatalog& catalog) {
  if (config.find("model_type") == nullptr) {
    config.fail("missing-key", "`model_type` is missing", "is this the folder of a model?");
  }
  const Value& model_type = config.at("model_type");
  const CatalogEntry* entry =
      catalog.recognise(Kind::kArchitecture, "model_type", model_type.as_string());
  if (entry == nullptr) {
    model_type.fail("unknown-model-type",
                    "no architecture reads model_type \"" + model_type.as_string() + "\"",
                    "add the manifest of a plugin that does, with --plugins");
  }
  return *entry;
}

}  // namespace graft
