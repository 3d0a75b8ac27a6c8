#include "framework/cli/generate_command.h"

#include <iostream>

#include "framework/cli/model_arguments.h"
#include "framework/cli/open_catalog.h"
#include "framework/config/input_place.h"
#include "framework/generate/generator.h"
#include "framework/generate/request.h"
#include "framework/generate/text_stream.h"
#include "graft/error.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace po = boost::program_options;

CommandLine command_line() {
  CommandLine command(
      "generate --model DIR [options]",
      "Continues a prompt, or answers requests from a file, one JSON object a line. "
      "Settings that are not given come from the folder's generation_config.json.",
      "graft generate --model runs/quickstart/pretrained/model --prompt \"Once\" "
      "--temperature 0.8 --top-k 40 --max-new-tokens 100");
  add_model_options(command);
  command.options()("prompt", po::value<std::string>()->value_name("TEXT"),
                    "text to continue; empty: begin a new text")(
      "requests", po::value<std::string>()->value_name("FILE"),
      "JSON lines with `prompt` or `input_ids`, and any setting under its public name")(
      "num-beams", po::value<std::int64_t>()->value_name("N"), "beams of beam search")(
      "temperature", po::value<double>()->value_name("T"), "draw tokens; 0: take the likeliest")(
      "top-k", po::value<std::int64_t>()->value_name("K"), "draw among the K likeliest")(
      "top-p", po::value<double>()->value_name("P"),
      "draw among the likeliest that together have probability P")(
      "max-new-tokens", po::value<std::int64_t>()->value_name("N"), "tokens to add at most")(
      "stop", po::value<std::vector<std::string>>()->value_name("TEXT"),
      "end before this text; may be repeated")("seed", po::value<std::int64_t>()->value_name("N"),
                                               "of drawing");
  command.add_json();
  return command;
}

/// The settings that the command line gives, under their public names.
Value given_settings(const CommandLine& command) {
  Value settings = Value::map();
  const auto take_int = [&](const char* option, const char* name) {
    if (command.has(option)) settings.set(name, command.get<std::int64_t>(option));
  };
  take_int("num-beams", "num_beams");
  take_int("max-new-tokens", "max_new_tokens");
  take_int("top-k", "top_k");
  take_int("seed", "seed");
  if (command.has("top-p")) settings.set("top_p", command.get<double>("top-p"));
  if (command.has("top-p") || command.has("top-k")) settings.set("do_sample", true);
  if (command.has("temperature")) {
    const double temperature = command.get<double>("temperature");
    settings.set("do_sample", temperature != 0.0);
    if (temperature != 0.0) settings.set("temperature", temperature);
  }
  if (command.has("stop")) {
    settings.set("stop_strings", command.get<std::vector<std::string>>("stop"));
  }
  return settings;
}

/// What a command generates with.
struct Source {
  NamedModel named;
  std::unique_ptr<Tokenizer> tokenizer;  // nullptr: the folder has none
};

Source open_source(const CommandLine& command, PluginCatalog& catalog) {
  Source source;
  source.named = load_named_model(command, catalog);
  if (dynamic_cast<TextDecoder*>(source.named.model.get()) == nullptr) {
    throw InputError({Problem{source.named.folder, 0, 0, "wrong-family", "its model writes no text",
                              "use one that predicts the next token"}});
  }
  if (source.named.head.kind != HeadKind::kPretraining) {
    throw InputError({Problem{source.named.folder, 0, 0, "wrong-head",
                              std::string("the model has a head for ") +
                                  name_of(source.named.head.kind) + " and writes no text",
                              "use `graft predict`"}});
  }
  if (has_tokenizer(source.named.folder, catalog)) {
    source.tokenizer = load_tokenizer(source.named.folder, catalog);
  }
  return source;
}

Value result_of(const std::vector<GeneratedSequence>& sequences, const GenerationRequest& request,
                std::size_t prompt_length, const Tokenizer* tokenizer) {
  Value ids = Value::list();
  Value texts = Value::list();
  Value scores = Value::list();
  Value logprobs = Value::list();
  for (const GeneratedSequence& sequence : sequences) {
    Value row = Value::list();
    for (const std::int64_t id : sequence.ids) row.push_back(id);
    ids.push_back(std::move(row));
    Value values = Value::list();
    for (const float value : sequence.logprobs) values.push_back(static_cast<double>(value));
    logprobs.push_back(std::move(values));
    scores.push_back(sequence.score);
    if (tokenizer == nullptr) continue;
    const GeneratedText text =
        generated_text(*tokenizer, sequence.ids, prompt_length, request.settings.stop_strings);
    texts.push_back(text.prompt + text.continuation);
  }
  Value result = Value::map();
  result.set("sequences", std::move(ids));
  if (tokenizer != nullptr) result.set("texts", std::move(texts));
  result.set("scores", std::move(scores));
  result.set("logprobs", std::move(logprobs));
  return result;
}

void print_result(Source& source, const GenerationRequest& request) {
  const TextStart start = text_start(*source.named.model, request);
  TokenListener listener;
  std::unique_ptr<TextStream> stream;
  if (source.tokenizer && !request.settings.stop_strings.empty()) {
    stream = std::make_unique<TextStream>(*source.tokenizer, start.prompt,
                                          request.settings.stop_strings);
    listener = [&stream](std::int64_t token) {
      stream->add(token);
      return !stream->has_stopped();
    };
  }
  const auto sequences =
      generate(*source.named.model, start.source, start.prompt, request.settings, listener);
  std::cout << write_json(
                   result_of(sequences, request, start.prompt.size(), source.tokenizer.get()))
            << '\n'
            << std::flush;
}

/// Answers every request of a file. What goes wrong with one names its line.
void print_results(Source& source, const RequestReader& reader, const std::string& file) {
  for (const GenerationRequest& request : reader.read(file)) {
    try {
      with_place(file, Mark{nullptr, request.line, 0}, [&] { print_result(source, request); });
    } catch (const InputError&) {
      throw;
    } catch (const PluginError&) {
      throw;
    } catch (const Error& error) {
      throw Error(file + ":" + std::to_string(request.line) + ": " + error.what());
    }
    if (!std::cout) break;
  }
}

/// Prints the prompt and what follows it, as it comes; of models that answer a source their text
/// alone.
void print_streamed(Source& source, const GenerationRequest& request) {
  const Tokenizer& tokenizer = *source.tokenizer;
  const GenerationSettings& settings = request.settings;
  const TextStart start = text_start(*source.named.model, request);
  TextStream stream(tokenizer, start.prompt, settings.stop_strings);
  const auto print = [](const std::string& text) { std::cout << text << std::flush; };
  if (start.source.tensors.empty()) print(request.prompt);
  const auto sequences =
      generate(*source.named.model, start.source, start.prompt, settings, [&](std::int64_t token) {
        print(stream.add(token));
        return !stream.has_stopped() && static_cast<bool>(std::cout);
      });
  if (settings.num_beams == 1) {
    print(stream.finish());
  } else {
    print(
        generated_text(tokenizer, sequences.front().ids, start.prompt.size(), settings.stop_strings)
            .continuation);
  }
  print("\n");
}

}  // namespace

int run_generate(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  if (command.has("prompt") == command.has("requests")) {
    throw InputError("missing-option", "expected either `--prompt` or `--requests`",
                     "--prompt \"\" begins a new text");
  }
  PluginCatalog catalog = open_catalog(command);
  Source source = open_source(command, catalog);
  const Value base = with_changes(
      folder_settings(source.named.folder, model_options(source.named.folder, catalog)),
      given_settings(command));
  const RequestReader reader(base, source.tokenizer.get(),
                             prompt_limits(*source.named.model, source.tokenizer.get()));
  if (command.has("requests")) {
    print_results(source, reader, command.get<std::string>("requests"));
    return 0;
  }
  if (!source.tokenizer) load_tokenizer(source.named.folder, catalog);  // says what is missing
  const GenerationRequest request = reader.from_prompt(command.get<std::string>("prompt"));
  if (command.json()) {
    print_result(source, request);
  } else {
    print_streamed(source, request);
  }
  return 0;
}

}  // namespace graft
