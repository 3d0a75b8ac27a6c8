#include "framework/cli/bench_tokenizers.h"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>
#include <stdlib.h>

#include "framework/bench/bench_texts.h"
#include "framework/bench/tokenizer_speed.h"
#include "framework/cli/bench_output.h"
#include "framework/cli/log.h"
#include "framework/cli/open_catalog.h"
#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr int kRounds = 5;
constexpr std::int64_t kVocabSize = 8192;

/// A folder that is gone when the work is done.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string path = (fs::temp_directory_path() / "graft-tokenizer-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) throw Error("cannot make a folder like " + path);
    path_ = path;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::int64_t positive(const CommandLine& command, const char* option, std::int64_t otherwise) {
  if (!command.has(option)) return otherwise;
  const auto value = command.get<std::int64_t>(option);
  if (value >= 1) return value;
  throw InputError("out-of-range", std::string("--") + option + ": expected at least 1");
}

TextSource source_of(const std::vector<std::string>& texts) {
  return [&texts, next = std::size_t{0}](std::string& text) mutable {
    if (next == texts.size()) return false;
    text = texts[next++];
    return true;
  };
}

/// Trains a tokenizer on the texts, then measures it.
TokenizerSpeed measure_trained(const CatalogEntry& entry, PluginCatalog& catalog,
                               const std::vector<std::string>& texts, std::int64_t vocab_size,
                               int rounds) {
  Value given = Value::map();
  if (entry.schema.find("vocab_size") != nullptr) given.set("vocab_size", vocab_size);
  std::vector<Problem> problems;
  const Value options = entry.schema.resolve(given, entry.name, problems);
  if (!problems.empty()) throw InputError(std::move(problems));

  const Factories& factories = catalog.load(entry).factories;
  const ScratchFolder folder;
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<Tokenizer> tokenizer = factories.train_tokenizer(options, source_of(texts));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  tokenizer->save(folder.path());
  TokenizerSpeed speed =
      measure_tokenizer([&] { return factories.load_tokenizer(folder.path()); }, texts, rounds);
  speed.name = entry.name;
  speed.train_seconds = seconds.count();
  return speed;
}

}  // namespace

void add_tokenizer_options(CommandLine& command) {
  command.options()("data", po::value<std::vector<std::string>>()->multitoken()->value_name("DIR"),
                    "tokenizers: folders whose .txt and .jsonl files are the texts; a built-in "
                    "corpus unless given")(
      "name", po::value<std::vector<std::string>>()->multitoken()->value_name("NAME"),
      "tokenizers: those to train and measure; all unless given")(
      "tokenizer", po::value<std::vector<std::string>>()->multitoken()->value_name("DIR"),
      "tokenizers: folders with trained ones, in place of --name")(
      "vocab-size", po::value<std::int64_t>()->value_name("N"),
      "tokenizers: entries of those that are trained; 8192 unless given")(
      "rounds", po::value<std::int64_t>()->value_name("N"),
      "tokenizers: passes, the median counts; 5 unless given");
}

int bench_tokenizers(const CommandLine& command) {
  if (command.has("tokenizer") && (command.has("name") || command.has("vocab-size"))) {
    throw InputError("bad-value", "--tokenizer names trained ones, --name and --vocab-size others",
                     "leave one out");
  }
  const auto rounds = static_cast<int>(positive(command, "rounds", kRounds));
  const std::int64_t vocab_size = positive(command, "vocab-size", kVocabSize);
  PluginCatalog catalog = open_catalog(command);
  std::vector<std::string> names;
  if (!command.has("tokenizer")) {
    names = command.has("name") ? command.get<std::vector<std::string>>("name")
                                : catalog.names(Kind::kTokenizer);
  }
  for (const std::string& name : names) catalog.at(Kind::kTokenizer, name);  // before the work

  const std::vector<std::string> texts =
      command.has("data") ? read_bench_texts(command.get<std::vector<std::string>>("data"))
                          : shipped_bench_texts(catalog);
  std::vector<TokenizerSpeed> speeds;
  if (command.has("tokenizer")) {
    for (const std::string& folder : command.get<std::vector<std::string>>("tokenizer")) {
      speeds.push_back(
          measure_tokenizer([&] { return load_tokenizer(folder, catalog); }, texts, rounds));
      speeds.back().name = folder;
    }
  }
  for (const std::string& name : names) {
    log_line(LogLevel::kInfo, "training " + name);
    speeds.push_back(
        measure_trained(catalog.at(Kind::kTokenizer, name), catalog, texts, vocab_size, rounds));
  }
  std::cout << (command.json() ? write_json(describe(speeds)) + "\n" : table_of(speeds));
  return 0;
}

}  // namespace graft
