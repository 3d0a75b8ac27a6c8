#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/config/task_options.h"
#include "framework/config/train_options.h"
#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

enum class StageKind { kPretrain, kAdapt, kPrompt, kEvaluate, kCompare };

/// "pretrain", "adapt", "prompt", "evaluate", "compare".
const char* name_of(StageKind kind);

/// A component that an experiment names, with options checked and completed by its schema.
struct ComponentUse {
  std::string name;
  Value options;  // a map with every default written out; paths absolute
  Mark mark;      // of the name
};

/// `data: {name: text, path: …}`, or a list of such, of which one comes after another.
struct DataUse : ComponentUse {
  std::vector<DataUse> more;          // those behind the first
  std::string origin;                 // where the data set is published, for messages; may be empty
  std::vector<std::string> captions;  // columns with the texts of an image; empty: `caption`
};

/// `task: {kind: classification, data: …}`
struct TaskUse {
  std::string kind;  // one of task_kinds()
  DataUse data;
  TaskOptions options;
  Value resolved;  // the options of this kind with every default written out
};

/// `prompt: {name: …, file: …, shots: 1}`
struct PromptUse : ComponentUse {
  std::int64_t shots = 0;                 // demonstrations per prompt, from the training split
  std::optional<std::int64_t> max_items;  // at most so many test items; none: all
};

/// `tokenizer: {name: …, vocab_size: 4096, train_on: …}` or `{from: FOLDER}`
struct TokenizerUse : ComponentUse {
  std::string folder;    // `from`; absolute. Empty: trained (or built) for this run
  std::string train_on;  // a text file, absolute; empty: the first pre-training data
};

struct Stage {
  std::string name;
  StageKind kind = StageKind::kPretrain;
  Mark mark;
  std::string from;  // stage name, or absolute folder
  bool from_is_stage = false;
  std::optional<ComponentUse> model;    // `model: {architecture, options}`
  std::optional<DataUse> data;          // pretrain
  std::optional<TaskUse> task;          // adapt, prompt, evaluate
  std::optional<ComponentUse> adapter;  // adapt; absent: whatever trains everything is not assumed
  std::optional<PromptUse> prompt;      // prompt
  TrainOptions train;                   // pretrain, adapt
  Mark train_mark;                      // of its values
  std::vector<std::string> of;          // compare
  Value resolved;                       // the stage with every default written out
};

struct Experiment {
  std::string name;
  std::string file;  // absolute path of the file it was read from
  std::int64_t seed = 0;
  std::optional<TokenizerUse> tokenizer;
  std::vector<Stage> stages;  // in order of the file
  Value resolved;             // the whole experiment with every default written out

  const Stage* find(const std::string& stage) const;
};

/// One `--set key=value`: `stages.base.train.steps=10`, or a bare variable's name.
struct Setting {
  std::string key;
  std::string value;  // YAML
};

/// The manifests that `plugins:` of an experiment file adds, absolute, as far as they are there:
/// read_experiment reports the others.
std::vector<std::string> experiment_manifests(const Value& document,
                                              const std::vector<Setting>& settings);

/// Checks a whole experiment: every mistake at once, each with file, line, column and the nearest
/// right spelling. Opens no plugin library; looks whether named files and folders exist. Relative
/// paths are looked up beside the experiment file, then in the working folder. Throws InputError.
/// `manifest_problems` kept the catalog from being complete; they are thrown with the others, and a
/// component that the catalog lacks is not reported then.
Experiment read_experiment(const Value& document, const std::string& file,
                           const std::vector<Setting>& settings, const PluginCatalog& catalog,
                           std::vector<Problem> manifest_problems = {});

}  // namespace graft
