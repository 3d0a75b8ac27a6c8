#include "framework/cli/model_arguments.h"

#include "graft/error.h"

namespace graft {

namespace po = boost::program_options;

void add_model_options(CommandLine& command) {
  command.options()("model", po::value<std::string>()->value_name("DIR"),
                    "folder with config.json and model.safetensors")(
      "adapter", po::value<std::string>()->value_name("DIR"),
      "folder with adapter_config.json and adapter_model.safetensors");
}

NamedModel load_named_model(const CommandLine& command, PluginCatalog& catalog) {
  if (!command.has("model") || command.get<std::string>("model").empty()) {
    throw InputError("missing-option", "`--model` is missing", "name the folder of a model");
  }
  NamedModel named;
  named.folder = command.get<std::string>("model");
  std::string adapter_folder;
  std::optional<HeadSpec> head;
  if (command.has("adapter")) {
    adapter_folder = command.get<std::string>("adapter");
    head = adapter_head(adapter_folder, catalog);
  }
  Rng rng(0);  // every value that it gives is replaced by a stored one
  LoadedModel loaded = load_model(named.folder, catalog, head, rng);
  named.model = std::move(loaded.model);
  named.head = std::move(loaded.head);
  if (!adapter_folder.empty()) {
    named.adapter = load_adapter(adapter_folder, catalog, *named.model, rng);
  }
  return named;
}

}  // namespace graft
