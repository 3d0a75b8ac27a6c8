#include <filesystem>
#include <memory>

#include "framework/run/stages.h"
#include "framework/train/progress.h"
#include "graft/error.h"
#include "graft/file.h"

namespace graft {

namespace {

/// Hands out the texts of a dataset's training split.
class DatasetTexts {
 public:
  explicit DatasetTexts(const Dataset& dataset) : dataset_(dataset), size_(dataset.size("train")) {}
  bool operator()(std::string& text) {
    if (next_ == size_) return false;
    text = dataset_.example("train", next_++).text("text");
    return true;
  }

 private:
  const Dataset& dataset_;
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

std::string prepare_tokenizer(const Experiment& experiment, PluginCatalog& catalog,
                              const RunFolder& run) {
  if (!experiment.tokenizer || !experiment.tokenizer->folder.empty()) return "";
  const TokenizerUse& use = *experiment.tokenizer;
  const Stage* data_stage = first_with_data(experiment);
  Value resolved = experiment.resolved.at("tokenizer");
  if (use.train_on.empty() && data_stage != nullptr) {
    resolved.set("train_data", data_stage->resolved.at("data"));
  }
  const std::string folder = run.stage("tokenizer");
  const std::string hash = input_hash(resolved, 0, "", catalog);
  if (RunFolder::finished_hash(folder) == hash) return hash;

  RunFolder::begin(folder, hash);
  Progress progress("tokenizer", 1);
  std::unique_ptr<Dataset> dataset;
  std::string file_text;
  TextSource texts = [](std::string&) { return false; };
  if (!use.train_on.empty()) {
    file_text = read_file(use.train_on);
    if (!is_valid_utf8(file_text)) {
      throw InputError(
          {Problem{use.train_on, 0, 0, "not-utf8", "is not valid UTF-8", "convert it to UTF-8"}});
    }
    texts = [&file_text, done = false](std::string& text) mutable {
      if (done) return false;
      text = std::move(file_text);
      return done = true;
    };
  } else if (data_stage != nullptr) {
    const StageContext context{experiment, *data_stage, catalog, run};
    dataset = open_dataset(context, *data_stage->data);
    texts = DatasetTexts(*dataset);
  }
  const auto tokenizer =
      catalog.load(Kind::kTokenizer, use.name).factories.train_tokenizer(use.options, texts);
  tokenizer->save(folder);
  progress.finish(grouped(tokenizer->vocab_size()) + " tokens in the vocabulary");
  RunFolder::finish(folder, hash);
  return hash;
}

}  // namespace graft
