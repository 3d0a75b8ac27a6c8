#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/options.h"

namespace graft {

/// What a task may be told besides its kind and data: the `task:` block of an experiment. Each kind
/// reads some of it.
struct TaskOptions {
  std::optional<std::int64_t> train_examples;  // so many are trained on; none: all
  std::optional<std::int64_t> max_examples;    // the most that final numbers are from; none: all
  bool length_buckets = true;                  // training examples of like length share a batch
  bool balance_classes = false;                // every class is drawn equally often
  bool baseline = true;                        // also score a simple method on the same examples
  std::string problem_type = "single_label_classification";
  std::int64_t stride = 128;                // tokens that neighbouring windows of a long text share
  std::int64_t max_answer_tokens = 30;      // of an answer that is cut out of a text
  std::string answer_convention = "squad";  // how answers are compared
  std::string separator = "\n";             // between source and target, where one model reads both
  std::int64_t max_new_tokens = 128;        // of what is written
  std::int64_t num_beams = 1;
  double length_penalty = 1.0;
  std::string bleu_tokenize = "13a";                 // how BLEU finds words
  std::vector<std::string> templates = {"{label}"};  // texts for a class; `{label}` is its name
  std::vector<std::string> label_splits;             // whose labels are classes; empty: all

  static Schema<TaskOptions> schema();
};

/// Every kind of task, as experiments spell it.
const std::vector<std::string>& task_kinds();
/// Whether tasks of this kind put a head of their own on the model.
bool task_has_head(const std::string& kind);
/// Whether tasks of this kind read the columns that `captions` of the data names.
bool task_reads_captions(const std::string& kind);
/// The options that tasks of this kind read.
const std::vector<std::string>& task_option_names(const std::string& kind);
/// The same with their types, defaults and documentation.
OptionSchema task_option_schema(const std::string& kind);

}  // namespace graft
