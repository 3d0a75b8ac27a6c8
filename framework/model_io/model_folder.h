#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/model_io/weight_writer.h"
#include "framework/plugins/catalog.h"
#include "graft/roles/adapter.h"
#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// A model as it came out of a folder.
struct LoadedModel {
  std::unique_ptr<Architecture> model;
  std::string architecture;  // component name
  HeadSpec head;
  std::vector<std::string> new_parameters;  // of a head or pooler that the checkpoint lacks
};

/// Builds the model that `folder/config.json` describes and loads its tensors, from one file or
/// from shards. With `head`, another head than the folder's: its parameters, and those of a pooler
/// that the checkpoint lacks, keep their fresh values, are listed and marked as new; without it
/// they are missing, but for the pooler of a model without head. Missing, unexpected, misshapen and
/// non-finite tensors are errors, all listed in one InputError; so is a `preprocessor_config.json`
/// that prepares pictures otherwise than the model reads them.
LoadedModel load_model(const std::string& folder, PluginCatalog& catalog,
                       const std::optional<HeadSpec>& head, Rng& rng);

/// The options that `folder/config.json` describes.
Value model_options(const std::string& folder, PluginCatalog& catalog);
/// The head that `folder/config.json` describes.
HeadSpec model_head(const std::string& folder, PluginCatalog& catalog);

/// Writes `config.json` and the weights, in one file or in shards; for models that read pictures
/// also how these are prepared.
void save_model(const std::string& folder, const Architecture& model,
                const WeightFormat& format = {});

/// Finds the tokenizer plugin that reads the folder and loads it. Throws InputError if none does.
std::unique_ptr<Tokenizer> load_tokenizer(const std::string& folder, PluginCatalog& catalog);
/// The component that reads the folder's tokenizer; nullptr: the folder has none, or none that a
/// component recognises.
const CatalogEntry* tokenizer_reader(const std::string& folder, const PluginCatalog& catalog);
/// Whether the folder has tokenizer files that some component recognises.
bool has_tokenizer(const std::string& folder, const PluginCatalog& catalog);

/// Builds the adapter of `folder/adapter_config.json`, attaches it to `model` and loads its tensors
/// and the trained head. What is new in `model` must be there.
std::unique_ptr<Adapter> load_adapter(const std::string& folder, PluginCatalog& catalog,
                                      Architecture& model, Rng& rng);
/// The head of the model that the adapter was trained with, from `folder/config.json`; nullopt
/// where the folder does not say, as published ones: then it is that of the base model.
std::optional<HeadSpec> adapter_head(const std::string& folder, PluginCatalog& catalog);
/// The name under which adapter files hold a parameter of the model itself.
std::string name_in_adapter_file(const std::string& parameter);
/// Writes `adapter_config.json`, `adapter_model.safetensors` with the trained parameters of the
/// model itself (its head), and the model's `config.json`. `base_model` is the folder or name of
/// the model it belongs to. Throws Error for an adapter without a file of its own.
void save_adapter(const std::string& folder, const Adapter& adapter, const Architecture& model,
                  const std::string& base_model);

}  // namespace graft
