#include "framework/model_io/architecture_config.h"

#include <filesystem>

#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

constexpr std::int64_t kMaxConfig = std::int64_t{2} << 20;

}  // namespace

Value read_model_config(const std::string& folder) {
  const std::string file = (std::filesystem::path(folder) / "config.json").string();
  return parse_json(read_file(file, kMaxConfig), file);
}

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
