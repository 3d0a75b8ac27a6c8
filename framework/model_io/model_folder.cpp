#include "framework/model_io/model_folder.h"

#include <filesystem>
#include <set>

#include "framework/config/input_place.h"
#include "framework/model_io/architecture_config.h"
#include "framework/model_io/image_processor.h"
#include "framework/model_io/parameter_loader.h"
#include "framework/model_io/size_check.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

/// Whether both have the same parameters. How labels are scored changes none.
bool is_same_head(const HeadSpec& left, const HeadSpec& right) {
  return left.kind == right.kind && left.labels == right.labels;
}

}  // namespace

LoadedModel load_model(const std::string& folder, PluginCatalog& catalog,
                       const std::optional<HeadSpec>& head, Rng& rng) {
  const Value config = read_model_config(folder);
  const CatalogEntry& entry = architecture_of(config, catalog);
  const Factories& factories = catalog.load(entry).factories;
  const std::string config_file = (fs::path(folder) / "config.json").string();
  const HeadSpec folder_head =
      with_place(config_file, {}, [&] { return factories.head_from_config(config); });
  const Value options =
      with_place(config_file, {}, [&] { return factories.options_from_config(config); });
  const WeightFiles files = WeightFiles::of_model(folder);
  check_sizes(options, files);

  LoadedModel loaded;
  loaded.architecture = entry.name;
  loaded.head = head.value_or(folder_head);
  loaded.model = with_place(config_file, {},
                            [&] { return factories.architecture(options, loaded.head, rng); });

  const Architecture& model = *loaded.model;
  if (const auto* const pictures = dynamic_cast<const Multimodal*>(&model)) {
    check_image_processor(folder, pictures->image_input());
  }
  const std::vector<NamedParameter> parameters = model.parameters();
  const bool has_new_head = !is_same_head(loaded.head, folder_head);
  // A head for other labels says something else with the same shape: it is not taken over.
  std::set<std::string> other_head;
  for (const NamedParameter& parameter : parameters) {
    if (has_new_head && parameter.in_head) other_head.insert(parameter.name);
  }
  // Without a head nothing depends on a pooler.
  const bool may_be_new = has_new_head || folder_head.kind == HeadKind::kNone;
  LoadRules rules;
  rules.may_be_missing = [may_be_new](const NamedParameter& parameter) {
    return may_be_new && parameter.may_be_new;
  };
  rules.parameter_name = [&](const std::string& name) {
    std::string known = model.parameter_name(name);
    return other_head.contains(known) ? std::string() : known;
  };
  loaded.new_parameters = load_parameters(files, parameters, rules);
  loaded.model->mark_new(loaded.new_parameters);
  return loaded;
}

Value model_options(const std::string& folder, PluginCatalog& catalog) {
  const Value config = read_model_config(folder);
  return catalog.load(architecture_of(config, catalog)).factories.options_from_config(config);
}

HeadSpec model_head(const std::string& folder, PluginCatalog& catalog) {
  const Value config = read_model_config(folder);
  return catalog.load(architecture_of(config, catalog)).factories.head_from_config(config);
}

void save_model(const std::string& folder, const Architecture& model, const WeightFormat& format) {
  fs::create_directories(folder);
  write_weights(folder, model.parameters(), format);
  Value config = model.config();
  config.set("torch_dtype", names_of(format.type).config);
  write_file((fs::path(folder) / "config.json").string(), write_json(config, 2) + "\n");
  if (const auto* const pictures = dynamic_cast<const Multimodal*>(&model)) {
    write_image_processor(folder, pictures->image_input());
  }
}

}  // namespace graft
