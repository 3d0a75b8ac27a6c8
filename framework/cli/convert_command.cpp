#include "framework/cli/convert_command.h"

#include <optional>
#include <sstream>

#include "framework/cli/byte_size.h"
#include "framework/cli/log.h"
#include "framework/cli/model_arguments.h"
#include "framework/cli/open_catalog.h"
#include "framework/model_io/architecture_config.h"
#include "framework/model_io/model_conversion.h"
#include "graft/error.h"
#include "graft/options.h"

namespace graft {

namespace {

namespace po = boost::program_options;

CommandLine command_line() {
  CommandLine command("convert --model DIR --output DIR [options]",
                      "Writes a model folder in another type or in shards, with an adapter merged "
                      "into it if one is named. Tokenizer and settings are copied.",
                      "graft convert --model runs/quickstart/pretrained/model --output small "
                      "--dtype bf16");
  add_model_options(command);
  command.options()("output", po::value<std::string>()->value_name("DIR"), "a new folder")(
      "dtype", po::value<std::string>()->value_name("TYPE"),
      "f32, f16 or bf16; without it that of the model, and f32 with an adapter")(
      "max-shard-size", po::value<std::string>()->value_name("SIZE"),
      "largest file of weights, for example 200MB; without it 5GB");
  return command;
}

FloatType float_type_named(const std::string& text) {
  std::vector<std::string> options;
  for (const FloatTypeNames& names : all_float_types()) {
    if (text == names.option) return names.type;
    options.emplace_back(names.option);
  }
  const std::string near = nearest(text, options);
  throw InputError("bad-value", "--dtype: expected f32, f16 or bf16, got \"" + text + "\"",
                   near.empty() ? "" : "did you mean " + near + "?");
}

/// Makes the adapter a part of the model.
void merge(NamedModel& named) {
  named.adapter->merge();
  for (NamedGraftPoint& point : named.model->graft_points()) point.point->detach_all();
  named.adapter.reset();
}

/// The folder's own configuration with every key it has, unless the adapter brought another head.
Value config_of(const CommandLine& command, const NamedModel& named, PluginCatalog& catalog) {
  const bool has_other_head =
      command.has("adapter") &&
      adapter_head(command.get<std::string>("adapter"), catalog).has_value();
  return has_other_head ? named.model->config() : read_model_config(named.folder);
}

}  // namespace

int run_convert(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  if (!command.has("output")) {
    throw InputError("missing-option", "`--output` is missing", "name a new folder");
  }
  WeightFormat format;
  std::optional<FloatType> type;
  if (command.has("dtype")) type = float_type_named(command.get<std::string>("dtype"));
  if (command.has("max-shard-size")) {
    format.max_shard_size =
        read_byte_size("--max-shard-size", command.get<std::string>("max-shard-size"));
  }

  const auto output = command.get<std::string>("output");
  NewFolder folder(output);
  PluginCatalog catalog = open_catalog(command);
  NamedModel named = load_named_model(command, catalog);
  format.type = type.value_or(named.adapter ? FloatType::kF32 : stored_float_type(named.folder));
  if (named.adapter) merge(named);
  write_converted_model(named.folder, *named.model, config_of(command, named, catalog), format,
                        folder);
  log_line(LogLevel::kInfo, "wrote " + output + " in " + names_of(format.type).option);
  return 0;
}

}  // namespace graft
