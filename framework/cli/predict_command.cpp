#include "framework/cli/predict_command.h"

#include <iostream>

#include "framework/cli/model_arguments.h"
#include "framework/cli/open_catalog.h"
#include "framework/generate/generation_settings.h"
#include "framework/model_io/model_folder.h"
#include "framework/predict/predictor.h"
#include "graft/error.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace po = boost::program_options;

CommandLine command_line() {
  CommandLine command(
      "predict --model DIR --input FILE [options]",
      "Reads one JSON object per line and writes one answer per line, in the same order. What is "
      "read and written depends on the model's head: {\"text\"} for classes (perhaps with "
      "\"text_pair\"), masked words and texts, {\"tokens\"} or {\"text\"} for tags, {\"question\", "
      "\"context\"} for answers, {\"image\"} (a PNG or JPEG file relative to the input file) for "
      "classes and texts of images.",
      "graft predict --model runs/quickstart/adapted/model --input texts.jsonl");
  add_model_options(command);
  command.options()("input", po::value<std::string>()->value_name("FILE"), "inputs, JSON lines");
  command.add_json();
  return command;
}

}  // namespace

int run_predict(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  if (!command.has("input")) {
    throw InputError("missing-option", "`--input` is missing", "name a file of JSON lines");
  }
  const JsonlFile file(command.get<std::string>("input"));
  PluginCatalog catalog = open_catalog(command);
  const NamedModel named = load_named_model(command, catalog);
  std::unique_ptr<Tokenizer> tokenizer;
  if (has_tokenizer(named.folder, catalog)) tokenizer = load_tokenizer(named.folder, catalog);
  // Models that write nothing have no such settings, whatever their folder says.
  const bool writes = named.head.kind == HeadKind::kPretraining &&
                      dynamic_cast<const TextDecoder*>(named.model.get()) != nullptr;
  const Value generation =
      writes ? folder_settings(named.folder, model_options(named.folder, catalog)) : Value::map();
  const std::string adapted =
      command.has("adapter") ? command.get<std::string>("adapter") : named.folder;
  const auto predictor =
      make_predictor({*named.model, named.head, tokenizer.get(), generation, saved_task(adapted)});
  for (const Value& answer : predict_file(file, *predictor)) {
    std::cout << write_json(answer) << '\n';
  }
  return 0;
}

}  // namespace graft
