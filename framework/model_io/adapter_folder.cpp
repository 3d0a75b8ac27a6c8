#include <filesystem>
#include <set>

#include "framework/model_io/architecture_config.h"
#include "framework/model_io/model_folder.h"
#include "framework/model_io/parameter_loader.h"
#include "framework/model_io/safetensors.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr const char* kConfigFile = "adapter_config.json";
constexpr const char* kWeightsFile = "adapter_model.safetensors";

Value read_config(const std::string& folder) {
  const std::string file = (fs::path(folder) / kConfigFile).string();
  return parse_json(read_file(file), file);
}

const CatalogEntry& adapter_of(const Value& config, const PluginCatalog& catalog) {
  const Value& peft_type = config.at("peft_type");
  const CatalogEntry* entry = catalog.recognise(Kind::kAdapter, "peft_type", peft_type.as_string());
  if (entry == nullptr) {
    peft_type.fail("unknown-adapter-type",
                   "no adapter reads peft_type \"" + peft_type.as_string() + "\"",
                   "add the manifest of a plugin that does, with --plugins");
  }
  return *entry;
}

}  // namespace

std::string name_in_adapter_file(const std::string& parameter) {
  return "base_model.model." + parameter;
}

std::unique_ptr<Adapter> load_adapter(const std::string& folder, PluginCatalog& catalog,
                                      Architecture& model, Rng& rng) {
  const Value config = read_config(folder);
  const Factories& factories = catalog.load(adapter_of(config, catalog)).factories;
  std::unique_ptr<Adapter> adapter = factories.adapter(factories.options_from_config(config));
  adapter->attach(model, rng);

  std::vector<NamedParameter> parameters = adapter->parameters();
  std::set<std::string> required;
  for (const NamedParameter& parameter : parameters) required.insert(parameter.name);
  for (NamedParameter parameter : model.parameters()) {
    parameter.name = name_in_adapter_file(parameter.name);
    if (parameter.is_new) required.insert(parameter.name);
    parameters.push_back(std::move(parameter));
  }
  LoadRules rules;
  rules.may_be_missing = [&](const NamedParameter& parameter) {
    // The model's own parameters are there only where they were trained.
    return !required.contains(parameter.name);
  };
  load_parameters(WeightFiles((fs::path(folder) / kWeightsFile).string()), parameters, rules);
  return adapter;
}

void save_adapter(const std::string& folder, const Adapter& adapter, const Architecture& model,
                  const std::string& base_model) {
  Value config = adapter.config();
  if (config.is_null()) {
    throw Error("this adapter has no file of its own; save the trained model whole");
  }
  config.set("base_model_name_or_path", base_model);

  std::vector<NamedTensor> tensors;
  for (const NamedParameter& parameter : adapter.parameters()) {
    tensors.push_back(NamedTensor{parameter.name, parameter.tensor});
  }
  for (const NamedParameter& parameter : model.parameters()) {
    if (!parameter.tensor.requires_grad()) continue;
    tensors.push_back(NamedTensor{name_in_adapter_file(parameter.name), parameter.tensor});
  }
  fs::create_directories(folder);
  write_safetensors((fs::path(folder) / kWeightsFile).string(), tensors, {{"format", "pt"}});
  write_file((fs::path(folder) / kConfigFile).string(), write_json(config, 2) + "\n");
  // The head and its labels belong to the trained model, not to the base.
  write_file((fs::path(folder) / "config.json").string(), write_json(model.config(), 2) + "\n");
}

std::optional<HeadSpec> adapter_head(const std::string& folder, PluginCatalog& catalog) {
  if (!fs::exists(fs::path(folder) / "config.json")) return std::nullopt;
  const Value config = read_model_config(folder);
  return catalog.load(architecture_of(config, catalog)).factories.head_from_config(config);
}

}  // namespace graft
