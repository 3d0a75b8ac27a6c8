#include "framework/config/stage_reader.h"

#include <algorithm>
#include <utility>

#include "framework/config/component_reader.h"
#include "framework/config/experiment_keys.h"
#include "framework/config/train_reader.h"

namespace graft {
namespace {

std::optional<StageKind> stage_kind_named(const Value& name) {
  for (const StageKind kind : {StageKind::kPretrain, StageKind::kAdapt, StageKind::kPrompt,
                               StageKind::kEvaluate, StageKind::kCompare}) {
    if (name.is_string() && name.as_string() == name_of(kind)) return kind;
  }
  return std::nullopt;
}

bool is_stage_name(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char character) {
           return (character >= 'a' && character <= 'z') ||
                  (character >= '0' && character <= '9') || character == '-' || character == '_';
         });
}

/// Where the run folder keeps the tokenizer, so no stage may lie there.
constexpr const char* kTokenizerFolder = "tokenizer";

/// Reads one stage; its members share the stage, its section and where they are.
class StageReader {
 public:
  StageReader(const Value::Member& member, ExperimentContext& context)
      : section_(member.value), where_("stages." + member.key), context_(context) {
    stage_.name = member.key;
    stage_.mark = member.key_mark;
    place_.set_mark(member.key_mark);
  }

  Stage read() {
    if (!is_stage_name(stage_.name)) {
      context_.report(place_, "bad-name", where_ + ": not a name for a stage",
                      "use lower-case letters, digits, - and _");
    } else if (stage_.name == kTokenizerFolder) {
      context_.report(place_, "bad-name", where_ + ": the run folder keeps the tokenizer there",
                      "choose another name");
    }
    if (!section_.is_map()) {
      context_.report(section_, "wrong-type",
                      where_ + ": expected a map of keys, got " + kind_name(section_.kind()),
                      "start with `kind: pretrain`");
      return std::move(stage_);
    }
    const SplitSection parts = split_section(section_, stage_keys(), where_, context_);
    const Value* kind_name_given = parts.host.find("kind");
    const auto kind = kind_name_given ? stage_kind_named(*kind_name_given) : std::nullopt;
    if (kind) stage_.kind = *kind;
    report_unknown_keys(section_, kind ? stage_keys_of(*kind) : names_of(stage_keys()), where_,
                        context_);
    read_sections(kind);
    if (kind) require_sections(*kind);
    if (const Value* from = parts.host.find("from"); from != nullptr && from->is_string()) {
      stage_.from = from->as_string();
      if (stage_.from.empty()) {
        context_.report(*from, "missing-value", at("from") + ": expected a stage or a folder",
                        "name a stage above this one, or a folder with a model");
      }
    }
    if (const Value* of = parts.host.find("of"); of != nullptr && of->is_list()) {
      for (const Value& name : of->as_list()) stage_.of.push_back(name.as_string());
    }
    return std::move(stage_);
  }

 private:
  /// The member of this stage, nullptr where it is absent or null.
  const Value* given(const char* key) const {
    const Value* value = section_.find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  std::string at(const char* key) const { return where_ + "." + key; }

  /// Reads what is there, even where it does not belong: its own mistakes are mistakes, too.
  void read_sections(std::optional<StageKind> kind) {
    if (const Value* model = given("model"))
      stage_.model = read_model(*model, at("model"), context_);
    if (const Value* data = given("data")) stage_.data = read_data(*data, at("data"), context_);
    if (const Value* adapter = given("adapter")) {
      stage_.adapter = read_adapter(*adapter, at("adapter"), context_);
    }
    if (const Value* prompt = given("prompt")) {
      stage_.prompt = read_prompt(*prompt, at("prompt"), context_);
    }
    if (const Value* task = given("task")) {
      stage_.task = read_task(*task, at("task"), kind, context_);
    }
    const bool trains = kind == StageKind::kPretrain || kind == StageKind::kAdapt;
    if (trains || given("train") != nullptr) {
      TrainUse train = read_train(section_.find("train"), section_, at("train"), context_);
      stage_.train = train.options;
      stage_.train_mark = given("train") == nullptr ? stage_.mark : given("train")->mark();
      if (kind == StageKind::kPretrain && train.options.early_stopping_metric != "valid_loss") {
        context_.report(*section_.find("train")->find("early_stopping_metric"), "bad-value",
                        at("train") + ".early_stopping_metric: pre-training measures its loss only",
                        "write `early_stopping_metric: valid_loss`");
      }
      if (kind && kind != StageKind::kPretrain && train.options.sequence_length) {
        context_.report(*section_.find("train")->find("sequence_length"), "bad-value",
                        at("train") + ".sequence_length: the rows of a task are its examples",
                        "remove it");
      }
      stage_.resolved.set("train", std::move(train.resolved));
    }
  }

  void require(const char* key, const char* hint) {
    if (given(key) == nullptr)
      context_.report(section_, "missing-key", at(key) + ": missing", hint);
  }

  void require_sections(StageKind kind) {
    switch (kind) {
      case StageKind::kPretrain:
        require_origin("a stage or folder to go on from");
        require("data", "name the data to train on, `data: {name: …}`");
        break;
      case StageKind::kAdapt:
        require_origin("the stage or folder to adapt");
        require("adapter", "name what trains, `adapter: {name: …}`");
        require("task", "say what to learn, `task: {kind: classification, data: {…}}`");
        break;
      case StageKind::kPrompt:
        require("from", "name the stage or folder with the model to ask");
        require("prompt", "name how to ask, `prompt: {name: …}`");
        require("task", "say what to ask about, `task: {kind: classification, data: {…}}`");
        break;
      case StageKind::kEvaluate:
        require("from", "name the stage or folder with the model to evaluate");
        break;
      case StageKind::kCompare:
        require("of", "name the stages to compare, `of: [one, other]`");
        if (const Value* of = given("of"); of != nullptr && of->is_list() && of->size() == 0) {
          context_.report(*of, "missing-value", at("of") + ": expected at least one stage",
                          "write `of: [one, other]`");
        }
        break;
    }
  }

  /// A stage that trains either builds a model or takes one.
  void require_origin(const char* what_from_is) {
    if (given("from") == nullptr && given("model") == nullptr) {
      context_.report(section_, "missing-key", where_ + ": neither `from` nor `model` is given",
                      std::string("`from` names ") + what_from_is +
                          ", `model: {architecture: …}` builds a new model");
    } else if (given("from") != nullptr && given("model") != nullptr) {
      context_.report(*given("model"), "conflict", at("model") + ": given together with `from`",
                      "keep one of the two");
    }
  }

  const Value& section_;
  std::string where_;
  ExperimentContext& context_;
  Value place_;  // null, with the position of the stage's name
  Stage stage_;
};

}  // namespace

Stage read_stage(const Value::Member& member, ExperimentContext& context) {
  return StageReader(member, context).read();
}

}  // namespace graft
