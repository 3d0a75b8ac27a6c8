#include "framework/cli/train_tokenizer_command.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <utility>

#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/cli/settings_option.h"
#include "framework/config/yaml.h"
#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/text_file.h"

namespace graft {

namespace {

namespace po = boost::program_options;

CommandLine command_line() {
  CommandLine line("train-tokenizer --name NAME --input FILE... --output DIR [options]",
                   "Trains a tokenizer on text files and saves it. `graft plugins list` names the "
                   "tokenizers,\n`graft plugins describe NAME` their options.",
                   "graft train-tokenizer --name NAME --input corpus.txt --output tokenizer "
                   "--vocab-size 4096");
  line.options()("name", po::value<std::string>()->value_name("NAME"),
                 "tokenizer that a manifest offers")(
      "input", po::value<std::vector<std::string>>()->multitoken()->composing()->value_name("FILE"),
      "text files; may be repeated")("output", po::value<std::string>()->value_name("DIR"),
                                     "folder for the tokenizer's files; made where it is missing")(
      "vocab-size", po::value<std::int64_t>()->value_name("N"), "same as --set vocab_size=N")(
      "set", po::value<std::vector<std::string>>()->value_name("OPTION=VALUE"),
      "sets an option of the tokenizer; may be repeated");
  line.add_json();
  return line;
}

void require_options(const CommandLine& line) {
  std::vector<Problem> problems;
  for (const char* const name : {"name", "input", "output"}) {
    if (line.has(name)) continue;
    problems.push_back({"", 0, 0, "missing-option", std::string("`--") + name + "` is missing",
                        "see `graft train-tokenizer --help`"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

/// The options that `--set` and `--vocab-size` give, checked and completed.
Value read_options(const CommandLine& line, const CatalogEntry& entry) {
  std::vector<Problem> problems;
  Value options = Value::map();
  if (line.has("vocab-size")) options.set("vocab_size", line.get<std::int64_t>("vocab-size"));
  for (const Setting& setting : given_settings(line)) {
    try {
      options.set(setting.key, parse_yaml(setting.value, ""));
    } catch (const InputError& error) {
      for (Problem problem : error.problems()) {
        problem.message = "--set " + setting.key + ": " + problem.message;
        problems.push_back(std::move(problem));
      }
    }
  }
  Value resolved = entry.schema.resolve(options, entry.name, problems);
  for (Problem& problem : problems) problem.line = problem.column = 0;  // no file to look into
  if (!problems.empty()) throw InputError(std::move(problems));
  return resolved;
}

/// Hands over the files' texts, each whole. All files are looked for first. `has_text` becomes true
/// with the first text that is not blank.
TextSource text_source(std::vector<std::string> paths, bool& has_text) {
  std::vector<Problem> problems;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
      problems.push_back({path, 0, 0, "unreadable-file", "is a folder, expected a text file",
                          "name the files in it"});
    } else if (!std::filesystem::is_regular_file(path, ignored)) {
      problems.push_back({path, 0, 0, "unreadable-file", "no such text file", "check the path"});
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return [paths = std::move(paths), next = std::size_t{0}, &has_text](std::string& text) mutable {
    if (next == paths.size()) return false;
    text = read_training_text(paths[next++]);
    has_text = has_text || text.find_first_not_of(" \t\r\n") != std::string::npos;
    return true;
  };
}

/// Some of the files of another tokenizer would stay beside the new ones and be read with them.
void require_no_other_tokenizer(const std::string& folder, const CatalogEntry& entry,
                                const PluginCatalog& catalog) {
  const CatalogEntry* const other = tokenizer_reader(folder, catalog);
  if (other == nullptr || other->name == entry.name) return;
  throw InputError({Problem{folder, 0, 0, "output-exists",
                            "has the files of another tokenizer, `" + other->name + "`",
                            "name a new folder, or remove them"}});
}

}  // namespace

int run_train_tokenizer(const std::vector<std::string>& arguments) {
  CommandLine line = command_line();
  line.parse(arguments);
  require_options(line);
  PluginCatalog catalog = open_catalog(line);
  const CatalogEntry& entry = catalog.at(Kind::kTokenizer, line.get<std::string>("name"));
  const Value options = read_options(line, entry);
  const std::string output = line.get<std::string>("output");
  require_no_other_tokenizer(output, entry, catalog);
  bool has_text = false;
  const TextSource texts = text_source(line.get<std::vector<std::string>>("input"), has_text);
  const auto tokenizer = catalog.load(entry).factories.train_tokenizer(options, texts);
  if (!has_text && entry.schema.find("vocab_size") != nullptr) {
    throw InputError("empty-text", "--input: there is no text to learn a vocabulary from",
                     "name a file with text");
  }

  std::error_code failure;
  std::filesystem::create_directories(output, failure);
  if (failure) throw Error("cannot make the folder " + output + ": " + failure.message());
  tokenizer->save(output);
  if (line.json()) {
    Value printed = Value::map();
    printed.set("tokenizer", output);
    printed.set("vocab_size", tokenizer->vocab_size());
    std::cout << write_json(printed) << '\n';
  } else {
    std::cout << "Tokenizer: " << output << " (" << tokenizer->vocab_size() << " tokens)\n";
  }
  return 0;
}

}  // namespace graft
