#include "framework/run/stage_context.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "framework/data/image_text_data.h"
#include "framework/data/joined_dataset.h"
#include "framework/data/renamed_columns.h"
#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/random.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

std::uint64_t text_hash(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

}  // namespace

std::uint64_t StageContext::seed() const {
  return mix_seed(static_cast<std::uint64_t>(experiment.seed), text_hash(stage.name));
}

std::string source_folder(const StageContext& context) {
  if (!context.stage.from_is_stage) return context.stage.from;
  const std::string folder = context.run.stage(context.stage.from);
  return fs::exists(folder + "/adapter") ? folder + "/adapter" : folder + "/model";
}

bool declares_tokenizer(const std::string& folder, const PluginCatalog& catalog) {
  return fs::exists(folder + "/tokenizer_config.json") || has_tokenizer(folder, catalog);
}

std::unique_ptr<Tokenizer> open_tokenizer(const StageContext& context) {
  if (!context.stage.from.empty()) {
    const std::string folder = source_folder(context);
    if (declares_tokenizer(folder, context.catalog)) return load_tokenizer(folder, context.catalog);
  }
  if (!context.experiment.tokenizer) {
    throw InputError(
        {Problem{context.experiment.file, context.stage.mark.line, context.stage.mark.column,
                 "missing-key", "stage `" + context.stage.name + "` has no tokenizer",
                 "add a `tokenizer:` block to the experiment"}});
  }
  const TokenizerUse& use = *context.experiment.tokenizer;
  return load_tokenizer(use.folder.empty() ? context.run.stage("tokenizer") : use.folder,
                        context.catalog);
}

std::unique_ptr<Dataset> open_dataset(PluginCatalog& catalog, const DataUse& data) {
  auto first = catalog.load(Kind::kDataset, data.name).factories.dataset(data.options);
  if (data.more.empty()) return first;
  std::vector<std::unique_ptr<Dataset>> parts;
  parts.push_back(std::move(first));
  const std::vector<std::string> captions = caption_columns(data.captions);
  for (const DataUse& more : data.more) {
    auto part = open_dataset(catalog, more);
    if (!more.captions.empty() && more.captions != captions) {
      part = std::make_unique<RenamedColumns>(std::move(part), more.captions, captions);
    }
    parts.push_back(std::move(part));
  }
  return std::make_unique<JoinedDataset>(std::move(parts));
}

}  // namespace graft
