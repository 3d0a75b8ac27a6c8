#include "framework/model_io/model_folder.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "framework/model_io/architecture_config.h"
#include "framework/model_io/parameter_loader.h"
#include "framework/model_io/safetensors.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

std::string weights_file(const std::string& folder) {
  const fs::path path = fs::path(folder) / "model.safetensors";
  if (fs::exists(path)) return path.string();
  Problem problem;
  problem.file = folder;
  problem.code = "missing-weights";
  problem.message = "has no model.safetensors";
  if (fs::exists(fs::path(folder) / "model.safetensors.index.json")) {
    problem.message += ", but weights in several files, which are not read";
    problem.hint = "store them as one file";
  } else if (fs::exists(fs::path(folder) / "pytorch_model.bin")) {
    problem.message += ", but a pytorch_model.bin, which is not read because it may hold code";
    problem.hint = "store the weights in the safetensors format";
  } else {
    problem.hint = "is this the folder of a model?";
  }
  throw InputError({std::move(problem)});
}

/// Elements of a table of positions that is allowed beside any file: 64 MiB.
constexpr std::int64_t kSmallTable = std::int64_t{1} << 24;

/// Refuses a configuration whose sizes no tensor of the file has, before a model of that size is
/// built.
void check_sizes(const Value& options, const SafetensorsReader& file) {
  const std::vector<SafetensorsEntry>& entries = file.header().entries;
  std::int64_t largest = 0;
  std::uint64_t elements = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin == entry.end) continue;  // its other sizes may be anything
    for (const std::int64_t size : entry.shape) largest = std::max(largest, size);
    elements += (entry.end - entry.begin) / safetensors_element_size(entry.dtype);
  }
  std::vector<Problem> problems;
  const auto check = [&](const char* name, std::int64_t most, const std::string& what) {
    const Value* value = options.find(name);
    if (value == nullptr || !value->is_int() || value->as_int() <= most) return;
    problems.push_back(value->problem("size-mismatch",
                                      std::string(name) + " is " + std::to_string(value->as_int()) +
                                          ", but " + file.path() + " has " + what + " " +
                                          std::to_string(most),
                                      "configuration and weights belong to different models"));
  };
  for (const char* name : {"hidden_size", "intermediate_size", "vocab_size"}) {
    check(name, largest, "no size over");
  }
  check("num_layers", static_cast<std::int64_t>(entries.size()), "only so many tensors:");
  const Value* hidden_size = options.find("hidden_size");
  if (problems.empty() && hidden_size != nullptr && hidden_size->is_int() &&
      hidden_size->as_int() > 0) {
    // A model without a table of positions may have more of them than any tensor has rows.
    const std::int64_t table = std::max(kSmallTable, static_cast<std::int64_t>(elements));
    check("max_positions", std::max(largest, table / hidden_size->as_int()), "room for only");
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

bool is_same_head(const HeadSpec& left, const HeadSpec& right) {
  return left.kind == right.kind && left.labels == right.labels &&
         left.problem_type == right.problem_type;
}

}  // namespace

LoadedModel load_model(const std::string& folder, PluginCatalog& catalog,
                       const std::optional<HeadSpec>& head, Rng& rng) {
  const std::string config_file = (fs::path(folder) / "config.json").string();
  const Value config = parse_json(read_file(config_file), config_file);
  const CatalogEntry& entry = architecture_of(config, catalog);
  const Factories& factories = catalog.load(entry).factories;
  const HeadSpec folder_head = factories.head_from_config(config);
  const Value options = factories.options_from_config(config);
  const SafetensorsReader file(weights_file(folder));
  check_sizes(options, file);

  LoadedModel loaded;
  loaded.architecture = entry.name;
  loaded.head = head.value_or(folder_head);
  loaded.model = factories.architecture(options, loaded.head, rng);

  const Architecture& model = *loaded.model;
  const std::vector<NamedParameter> parameters = model.parameters();
  const bool has_new_head = !is_same_head(loaded.head, folder_head);
  // A head for other labels says something else with the same shape: it is not taken over.
  std::set<std::string> new_names;
  for (const NamedParameter& parameter : parameters) {
    if (has_new_head && parameter.in_head) new_names.insert(parameter.name);
  }
  LoadRules rules;
  rules.may_be_missing = [&](const NamedParameter& parameter) {
    return new_names.contains(parameter.name);
  };
  rules.parameter_name = [&](const std::string& name) {
    std::string known = model.parameter_name(name);
    return new_names.contains(known) ? std::string() : known;
  };
  loaded.new_parameters = load_parameters(file, parameters, rules);
  return loaded;
}

HeadSpec model_head(const std::string& folder, PluginCatalog& catalog) {
  const std::string config_file = (fs::path(folder) / "config.json").string();
  const Value config = parse_json(read_file(config_file), config_file);
  return catalog.load(architecture_of(config, catalog)).factories.head_from_config(config);
}

void save_model(const std::string& folder, const Architecture& model) {
  fs::create_directories(folder);
  std::vector<NamedTensor> tensors;
  for (const NamedParameter& parameter : model.parameters()) {
    tensors.push_back(NamedTensor{parameter.name, parameter.tensor});
  }
  // Readers of published checkpoints refuse files without this mark.
  write_safetensors((fs::path(folder) / "model.safetensors").string(), tensors, {{"format", "pt"}});
  write_file((fs::path(folder) / "config.json").string(), write_json(model.config(), 2) + "\n");
}

}  // namespace graft
