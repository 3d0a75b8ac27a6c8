#include "framework/config/task_options.h"

#include <algorithm>
#include <map>

#include "graft/error.h"

namespace graft {

namespace {

using Names = std::vector<std::string>;

/// The options of each kind; those that all of them read come first.
std::map<std::string, Names> options_by_kind() {
  const std::map<std::string, Names> own = {
      {"classification", {"train_examples", "length_buckets", "balance_classes", "problem_type"}},
      {"token-classification", {"train_examples", "length_buckets"}},
      {"question-answering",
       {"train_examples", "length_buckets", "stride", "max_answer_tokens", "answer_convention"}},
      {"text-to-text",
       {"train_examples", "length_buckets", "separator", "max_new_tokens", "num_beams",
        "length_penalty", "bleu_tokenize"}},
      {"language-modelling", {}},
      {"image-classification", {"train_examples", "balance_classes"}},
      {"zero-shot-image-classification", {"templates", "label_splits"}},
      {"image-text-retrieval", {}},
      {"captioning", {"max_new_tokens", "num_beams", "length_penalty", "bleu_tokenize"}},
  };
  std::map<std::string, Names> all;
  for (const auto& [kind, names] : own) {
    // The others are scored on whole splits, and have no simple method beside them.
    const bool is_scored_by_example =
        kind != "language-modelling" && kind != "image-text-retrieval" && kind != "captioning";
    if (is_scored_by_example) all[kind] = {"max_examples"};
    if (is_scored_by_example && kind != "zero-shot-image-classification") {
      all[kind].emplace_back("baseline");
    }
    all[kind].insert(all[kind].end(), names.begin(), names.end());
  }
  return all;
}

const std::map<std::string, Names>& kinds() {
  static const std::map<std::string, Names> kKinds = options_by_kind();
  return kKinds;
}

}  // namespace

Schema<TaskOptions> TaskOptions::schema() {
  return Schema<TaskOptions>()
      .field("train_examples", &TaskOptions::train_examples,
             "training examples to use, no more than there are; classes give equal shares; unset: "
             "all",
             in_range(1, 1e9))
      .field("max_examples", &TaskOptions::max_examples,
             "most examples to evaluate on, the first ones; unset: all", in_range(1, 1e9))
      .field("length_buckets", &TaskOptions::length_buckets,
             "training examples of like length share a batch")
      .field("balance_classes", &TaskOptions::balance_classes,
             "training draws every class equally often")
      .field("baseline", &TaskOptions::baseline,
             "also scores a simple method that learned from the same examples")
      .field("problem_type", &TaskOptions::problem_type, "what a label is",
             one_of({"single_label_classification", "multi_label_classification", "regression"}))
      .field("stride", &TaskOptions::stride,
             "tokens that neighbouring windows of a long context share", in_range(0, 1e6))
      .field("max_answer_tokens", &TaskOptions::max_answer_tokens, "longest answer, tokens",
             in_range(1, 1e6))
      .field("answer_convention", &TaskOptions::answer_convention,
             "how answers are compared: as SQuAD's script, or by characters as CMRC's",
             one_of({"squad", "cmrc"}))
      .field("separator", &TaskOptions::separator,
             "text between source and target for a model that reads both as one text")
      .field("max_new_tokens", &TaskOptions::max_new_tokens, "longest text that is written, tokens",
             in_range(1, 1e6))
      .field("num_beams", &TaskOptions::num_beams, "beams of the search; 1: greedy",
             in_range(1, 1000))
      .field("length_penalty", &TaskOptions::length_penalty,
             "beams are compared by score / length^penalty", in_range(-10, 10))
      .field("bleu_tokenize", &TaskOptions::bleu_tokenize, "how BLEU finds words",
             one_of({"13a", "intl", "zh", "char", "none"}))
      .field(
          "templates", &TaskOptions::templates,
          "texts for a class, with {label} where its name belongs; their embeddings are averaged")
      .field("label_splits", &TaskOptions::label_splits,
             "splits whose labels are the classes, such as test; all unless given");
}

const std::vector<std::string>& task_kinds() {
  static const Names kNames = [] {
    Names names;
    for (const auto& [kind, options] : kinds()) names.push_back(kind);
    return names;
  }();
  return kNames;
}

bool task_has_head(const std::string& kind) {
  return kind == "classification" || kind == "token-classification" ||
         kind == "question-answering" || kind == "image-classification";
}

bool task_reads_captions(const std::string& kind) {
  return kind == "image-text-retrieval" || kind == "captioning";
}

const std::vector<std::string>& task_option_names(const std::string& kind) {
  const auto found = kinds().find(kind);
  if (found == kinds().end()) throw Error("no task is of kind " + kind);
  return found->second;
}

OptionSchema task_option_schema(const std::string& kind) {
  const Names& names = task_option_names(kind);
  OptionSchema schema;
  for (const Field& field : TaskOptions::schema().untyped().fields()) {
    if (std::find(names.begin(), names.end(), field.name) != names.end()) schema.add(field);
  }
  return schema;
}

}  // namespace graft
