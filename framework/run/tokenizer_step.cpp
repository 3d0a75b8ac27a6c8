#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "framework/data/image_text_data.h"
#include "framework/run/input_hash.h"
#include "framework/run/stages.h"
#include "framework/train/progress.h"
#include "graft/error.h"
#include "graft/text_file.h"

namespace graft {

namespace {

/// Hands out the texts of a dataset's training split: the captions that the experiment names, else
/// its column `text`, else `caption`.
class DatasetTexts {
 public:
  DatasetTexts(const Dataset& dataset, const std::vector<std::string>& captions)
      : dataset_(dataset),
        names_captions_(!captions.empty()),
        captions_(caption_columns(captions)),
        size_(dataset.size("train")) {}
  bool operator()(std::string& text) {
    if (next_ == size_) return false;
    const Example example = dataset_.example("train", next_++);
    if (!names_captions_ && example.columns.contains("text")) {
      text = example.text("text");
      return true;
    }
    text.clear();
    for (const std::string& column : captions_) text += example.text(column) + '\n';
    return true;
  }

 private:
  const Dataset& dataset_;
  bool names_captions_;
  std::vector<std::string> captions_;
  std::int64_t size_;
  std::int64_t next_ = 0;
};

const Stage* first_with_data(const Experiment& experiment) {
  for (const Stage& stage : experiment.stages) {
    if (stage.data) return &stage;
  }
  return nullptr;
}

}  // namespace

void check_tokenizer(const Experiment& experiment, PluginCatalog& catalog) {
  if (!experiment.tokenizer || !experiment.tokenizer->folder.empty()) return;
  const TokenizerUse& use = *experiment.tokenizer;
  const bool learns = catalog.at(Kind::kTokenizer, use.name).schema.find("vocab_size") != nullptr;
  if (!use.train_on.empty()) {
    const std::string text = read_training_text(use.train_on);
    if (!learns || text.find_first_not_of(" \t\r\n") != std::string::npos) return;
    throw InputError(
        {Problem{use.train_on, 0, 0, "empty-text", "holds no text to learn a vocabulary from",
                 "name a file with text"}});
  }
  if (!learns || first_with_data(experiment) != nullptr) return;
  throw InputError(
      {Problem{experiment.file, use.mark.line, use.mark.column, "missing-key",
               "`" + use.name + "` learns its vocabulary from text, and no stage pre-trains on any",
               "name a text file, `train_on: FILE`"}});
}

std::string tokenizer_hash(const Experiment& experiment, InputHasher& hasher) {
  if (!experiment.tokenizer) return "";
  Value resolved = experiment.resolved.at("tokenizer");
  const Stage* data_stage = first_with_data(experiment);
  if (experiment.tokenizer->folder.empty() && experiment.tokenizer->train_on.empty() &&
      data_stage != nullptr) {
    resolved.set("train_data", data_stage->resolved.at("data"));
  }
  return hasher.hash(resolved, 0, "");
}

bool prepare_tokenizer(const Experiment& experiment, PluginCatalog& catalog, const RunFolder& run,
                       const std::string& hash) {
  if (!experiment.tokenizer || !experiment.tokenizer->folder.empty()) return false;
  const TokenizerUse& use = *experiment.tokenizer;
  const Stage* data_stage = first_with_data(experiment);
  const std::string folder = run.stage("tokenizer");
  if (RunFolder::finished_hash(folder) == hash) return false;

  RunFolder::begin(folder, hash);
  Progress progress("tokenizer", 1);
  std::unique_ptr<Dataset> dataset;
  std::string file_text;
  TextSource texts = [](std::string&) { return false; };
  if (!use.train_on.empty()) {
    file_text = read_training_text(use.train_on);
    texts = [&file_text, done = false](std::string& text) mutable {
      if (done) return false;
      text = std::move(file_text);
      return done = true;
    };
  } else if (data_stage != nullptr) {
    const StageContext context{experiment, *data_stage, catalog, run};
    dataset = open_dataset(context.catalog, *data_stage->data);
    texts = DatasetTexts(*dataset, data_stage->data->captions);
  }
  const auto tokenizer =
      catalog.load(Kind::kTokenizer, use.name).factories.train_tokenizer(use.options, texts);
  tokenizer->save(folder);
  progress.finish(grouped(tokenizer->vocab_size()) + " tokens in the vocabulary");
  RunFolder::finish(folder, hash);
  return true;
}

}  // namespace graft
