#include "framework/bench/bench_texts.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include "framework/bench/bench_file.h"
#include "framework/config/component_reader.h"
#include "framework/config/experiment_context.h"
#include "framework/config/yaml.h"
#include "graft/error.h"
#include "graft/file.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTextBytes = std::size_t{16} << 10;
constexpr const char* kShippedFile = "tokenizers";

std::vector<std::string> text_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failure;
  fs::recursive_directory_iterator entries(folder, failure);
  for (const auto end = fs::end(entries); !failure && entries != end; entries.increment(failure)) {
    const fs::path& path = entries->path();
    const bool is_text = path.extension() == ".txt" || path.extension() == ".jsonl";
    if (is_text && entries->is_regular_file()) files.push_back(path.string());
  }
  if (failure) {
    throw InputError({Problem{folder, 0, 0, "unreadable-folder",
                              "cannot be read: " + failure.message(), "name a folder of texts"}});
  }
  if (files.empty()) {
    throw InputError({Problem{folder, 0, 0, "missing-file", "has no .txt or .jsonl file",
                              "name a folder of texts"}});
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Cuts a text behind line ends.
void add_pieces(std::string_view text, std::vector<std::string>& pieces) {
  while (!text.empty()) {
    std::size_t size = text.size();
    if (size > kTextBytes) size = std::min(text.find('\n', kTextBytes - 1), size - 1) + 1;
    pieces.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace

std::vector<std::string> read_bench_texts(const std::vector<std::string>& folders) {
  std::vector<std::string> texts;
  for (const std::string& folder : folders) {
    for (const std::string& file : text_files(folder)) add_pieces(read_file(file), texts);
  }
  return texts;
}

std::vector<std::string> shipped_bench_texts(PluginCatalog& catalog) {
  const std::string file = shipped_bench_file(kShippedFile);
  ExperimentContext context{catalog, fs::path(file).parent_path().string(), {}};
  const auto data = read_data(read_yaml(file).at("data"), "data", context);
  if (!context.problems.empty()) throw InputError(std::move(context.problems));
  const std::unique_ptr<Dataset> dataset =
      catalog.load(Kind::kDataset, data->name).factories.dataset(data->options);
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < dataset->size("train"); ++i) {
    texts.push_back(dataset->example("train", i).text("text"));
  }
  return texts;
}

}  // namespace graft
