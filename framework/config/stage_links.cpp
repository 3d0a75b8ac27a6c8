#include <algorithm>
#include <utility>

#include "framework/config/component_reader.h"
#include "framework/config/path_lookup.h"
#include "framework/config/stage_reader.h"

namespace graft {
namespace {

bool yields_model(StageKind kind) {
  return kind == StageKind::kPretrain || kind == StageKind::kAdapt;
}

bool has_slash(const std::string& text) { return text.find('/') != std::string::npos; }

/// Checks the references of one stage after another; each may name stages above it only.
class StageLinks {
 public:
  StageLinks(std::vector<Stage>& stages, const Value& section, ExperimentContext& context)
      : stages_(stages), section_(section), context_(context) {}

  void link() {
    for (position_ = 0; position_ < stages_.size(); ++position_) {
      Stage& stage = stages_[position_];
      const Value& section = section_.as_map()[position_].value;
      if (!stage.from.empty()) link_from(stage, *section.find("from"));
      if (!stage.of.empty()) link_of(stage, *section.find("of"));
      if (stage.kind == StageKind::kEvaluate) inherit_task(stage, section);
      stage.resolved = resolve(stage);
    }
  }

 private:
  /// The stage of this name above the current one; reports one that is unknown, or is not above.
  const Stage* find_earlier(const std::string& name, const std::string& where, const Value& place,
                            const char* or_folder) {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (stages_[i].name != name) continue;
      if (i < position_) return &stages_[i];
      context_.report(place, "bad-reference",
                      where + (i == position_ ? ": a stage cannot use itself"
                                              : ": stage `" + name + "` comes later"),
                      i == position_ ? "name a stage above it" : "move it above this stage");
      return nullptr;
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < position_; ++i) names.push_back(stages_[i].name);
    const std::string near = nearest(name, names);
    std::string hint = near.empty() ? "" : "did you mean `" + near + "`?";
    if (near.empty() && !names.empty()) {
      hint = "stages above this one: ";
      for (const std::string& known : names) hint += (known == names.front() ? "" : ", ") + known;
    }
    context_.report(place, "bad-reference",
                    where + ": no stage" + or_folder + " named `" + name + "`", hint);
    return nullptr;
  }

  bool is_stage(const std::string& name) const {
    return std::any_of(stages_.begin(), stages_.end(),
                       [&name](const Stage& stage) { return stage.name == name; });
  }

  void link_from(Stage& stage, const Value& place) {
    const std::string where = "stages." + stage.name + ".from";
    const std::string from = stage.from;
    if (!is_stage(from)) {
      for (const std::string& candidate : path_candidates(from, place, context_)) {
        if (!is_folder(candidate)) continue;
        stage.from = candidate;
        check_model_folder(candidate, where, place);
        return;
      }
      if (has_slash(from)) {
        if (find_path(from, where, "", place, context_)) {
          context_.report(place, "missing-file", where + ": `" + from + "` is not a folder",
                          "name a stage, or a folder with a model");
        }
        return;
      }
    }
    stage.from_is_stage = true;
    const Stage* source = find_earlier(from, where, place, " or folder");
    if (source == nullptr) return;
    if (!yields_model(source->kind)) {
      context_.report(place, "bad-reference",
                      where + ": `" + from + "` is a stage of kind " + name_of(source->kind) +
                          " and has no model",
                      "name a stage of kind pretrain or adapt");
    } else if (stage.kind == StageKind::kEvaluate && source->kind == StageKind::kPretrain &&
               (!stage.task || task_has_head(stage.task->kind))) {
      context_.report(place, "bad-reference",
                      where + ": `" + from + "` is pre-trained only and has not learned a task",
                      "adapt it first, or ask it with a stage of kind prompt");
    } else if (stage.kind == StageKind::kPrompt && source->kind == StageKind::kAdapt &&
               source->task && task_has_head(source->task->kind)) {
      context_.report(
          place, "bad-reference",
          where + ": `" + from + "` has a head for its task and does not predict words any more",
          "name the stage that it was adapted from");
    }
  }

  /// Whether a folder that `from` names holds a model.
  void check_model_folder(const std::string& folder, const std::string& where, const Value& place) {
    const std::string said = where + ": `" + place.as_string() + "` ";
    if (is_file(folder + "/adapter_config.json")) {
      context_.report(place, "bad-reference", said + "is the folder of an adapter",
                      "name the folder of a model");
    } else if (!is_file(folder + "/config.json")) {
      const bool holds_one = is_file(folder + "/model/config.json");
      context_.report(place, "bad-reference", said + "holds no model: it has no config.json",
                      holds_one ? "did you mean `" + place.as_string() + "/model`?"
                                : "name the folder of a model");
    }
  }

  void link_of(Stage& stage, const Value& list) {
    const std::string where = "stages." + stage.name + ".of";
    if (!list.is_list()) return;
    for (std::size_t i = 0; i < stage.of.size(); ++i) {
      const std::string& name = stage.of[i];
      const Value& place = list.as_list()[i];
      if (std::find(stage.of.begin(), stage.of.begin() + static_cast<std::ptrdiff_t>(i), name) !=
          stage.of.begin() + static_cast<std::ptrdiff_t>(i)) {
        context_.report(place, "bad-reference", where + ": `" + name + "` is named twice",
                        "name each stage once");
        continue;
      }
      const Stage* source = find_earlier(name, where, place, "");
      if (source != nullptr && source->kind == StageKind::kCompare) {
        context_.report(place, "bad-reference",
                        where + ": `" + name + "` is itself a comparison and has no results",
                        "name the stages that it compares");
      }
    }
  }

  const Stage* source_of(const Stage& stage) const {
    if (!stage.from_is_stage) return nullptr;
    for (std::size_t i = 0; i < position_; ++i) {
      if (stages_[i].name == stage.from) return &stages_[i];
    }
    return nullptr;
  }

  /// An evaluation without a task repeats what its model was trained for.
  void inherit_task(Stage& stage, const Value& section) {
    if (const Value* task = section.find("task"); task != nullptr && !task->is_null()) return;
    if (const Stage* source = source_of(stage)) {
      stage.task = source->task;
    } else if (!stage.from_is_stage && !stage.from.empty()) {
      context_.report(section, "missing-key", "stages." + stage.name + ".task: missing",
                      "say what to evaluate the folder's model on");
    }
  }

  static Value resolve(const Stage& stage) {
    Value section = Value::map();
    section.set("kind", name_of(stage.kind));
    if (!stage.from.empty()) section.set("from", stage.from);
    if (stage.model) section.set("model", resolved_model(*stage.model));
    if (stage.data) section.set("data", resolved_data(*stage.data));
    if (stage.adapter) section.set("adapter", resolved_adapter(*stage.adapter));
    if (stage.prompt) section.set("prompt", resolved_prompt(*stage.prompt));
    if (stage.task) section.set("task", resolved_task(*stage.task));
    if (const Value* train = stage.resolved.find("train")) section.set("train", *train);
    if (!stage.of.empty()) section.set("of", stage.of);
    return section;
  }

  std::vector<Stage>& stages_;
  const Value& section_;
  ExperimentContext& context_;
  std::size_t position_ = 0;
};

}  // namespace

void link_stages(std::vector<Stage>& stages, const Value& section, ExperimentContext& context) {
  StageLinks(stages, section, context).link();
}

}  // namespace graft
