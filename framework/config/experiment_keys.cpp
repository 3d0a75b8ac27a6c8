#include "framework/config/experiment_keys.h"

#include <algorithm>
#include <utility>

#include "framework/config/task_options.h"

namespace graft {
namespace {

/// A key of the host; what it holds is told by constraints.
Field key(std::string name, std::string type, std::string doc) {
  Field field;
  field.type = std::move(type);
  field.name = std::move(name);
  field.doc = std::move(doc);
  field.optional = true;
  return field;
}

Field required_key(std::string name, std::string type, std::string doc) {
  Field field = key(std::move(name), std::move(type), std::move(doc));
  field.optional = false;
  field.required = true;
  return field;
}

Field count_key(std::string name, std::string doc, double min) {
  Field field = key(std::move(name), "int", std::move(doc));
  field.min = min;
  field.max = 1e9;
  return field;
}

OptionSchema schema_of(std::vector<Field> fields) {
  OptionSchema schema;
  for (Field& field : fields) schema.add(std::move(field));
  return schema;
}

constexpr StageKind kStageKinds[] = {StageKind::kPretrain, StageKind::kAdapt, StageKind::kPrompt,
                                     StageKind::kEvaluate, StageKind::kCompare};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Where else in an experiment a key of this name belongs: "`train`", "stages of kind `prompt`" …
std::vector<std::string> homes_of(const std::string& name) {
  struct Home {
    const char* section;
    OptionSchema keys;
  };
  static const std::vector<Home> homes = {
      {"the top level", experiment_keys()},
      {"`model`", model_keys()},
      {"`adapter`", adapter_keys()},
      {"`task`", task_keys()},
      {"`prompt`", prompt_keys()},
      {"`train`", TrainOptions::schema().untyped()},
      {"`data`", data_keys()},
      {"`tokenizer`", tokenizer_keys()},
  };
  std::vector<std::string> found;
  for (const Home& home : homes) {
    if (home.keys.find(name) != nullptr) found.emplace_back(home.section);
  }
  for (const StageKind kind : kStageKinds) {
    if (contains(stage_keys_of(kind), name)) {
      found.push_back(std::string("stages of kind `") + name_of(kind) + "`");
    }
  }
  return found;
}

std::string hint_for(const std::string& name, const std::vector<std::string>& known,
                     const std::vector<std::string>& component_options) {
  if (contains(component_options, name)) return "`" + name + "` belongs under `options`";
  // Names that many sections share say nothing about where they were meant to stand.
  const std::vector<std::string> homes = homes_of(name);
  if (!homes.empty() && homes.size() <= 3) {
    std::string text = "`" + name + "` belongs to " + homes.front();
    for (std::size_t i = 1; i < homes.size(); ++i) text += " or to " + homes[i];
    return text;
  }
  return known.empty() ? "there are no options" : nearest_or_all(name, known);
}

}  // namespace

OptionSchema experiment_keys() {
  Field seed = key("seed", "int", "seed of every random choice");
  seed.optional = false;
  seed.default_value = 0;
  return schema_of({required_key("experiment", "string", "the name of the run folder"),
                    std::move(seed),
                    key("plugins", "list of string", "manifests to add to the built-in one"),
                    key("variables", "any", "names to use as ${name}"),
                    key("tokenizer", "any", "how text becomes tokens"),
                    required_key("stages", "any", "a map of named stages")});
}

OptionSchema tokenizer_keys() {
  return schema_of({key("name", "string", "a tokenizer of a plugin"),
                    key("train_on", "string", "a text file to train it on"),
                    key("from", "string", "a folder to load it from")});
}

OptionSchema model_keys() {
  return schema_of({required_key("architecture", "string", "an architecture of a plugin"),
                    key("options", "any", "options of the architecture")});
}

OptionSchema data_keys() {
  return schema_of({required_key("name", "string", "a dataset of a plugin"),
                    key("origin", "string", "where the data set is published"),
                    key("captions", "list of string", "columns with the texts of an image")});
}

OptionSchema adapter_keys() {
  return schema_of({required_key("name", "string", "an adapter of a plugin"),
                    key("options", "any", "options of the adapter")});
}

OptionSchema prompt_keys() {
  Field shots = count_key("shots", "demonstrations per prompt", 0);
  shots.optional = false;
  shots.default_value = 0;
  return schema_of({required_key("name", "string", "a prompt of a plugin"),
                    key("file", "string", "a YAML file with options of the prompt"),
                    std::move(shots), count_key("max_items", "most test items to ask about", 1)});
}

OptionSchema task_keys() {
  Field kind = required_key("kind", "string", "what is asked of the model");
  kind.choices = task_kinds();
  OptionSchema keys = schema_of({std::move(kind), required_key("data", "any", "the examples")});
  for (const Field& field : TaskOptions::schema().untyped().fields()) keys.add(field);
  return keys;
}

OptionSchema stage_keys() {
  Field kind = required_key("kind", "string", "what the stage does");
  for (const StageKind stage_kind : kStageKinds) kind.choices.emplace_back(name_of(stage_kind));
  return schema_of({std::move(kind), key("from", "string", "a stage or a folder with a model"),
                    key("model", "any", "a new model"), key("data", "any", "what to train on"),
                    key("adapter", "any", "what trains, and how"),
                    key("prompt", "any", "how to ask"), key("task", "any", "what to do"),
                    key("train", "any", "how to train"),
                    key("of", "list of string", "stages to compare")});
}

const std::vector<std::string>& stage_keys_of(StageKind kind) {
  static const std::vector<std::string> pretrain = {"kind", "from", "model", "data", "train"};
  static const std::vector<std::string> adapt = {"kind",    "from", "model",
                                                 "adapter", "task", "train"};
  static const std::vector<std::string> prompt = {"kind", "from", "prompt", "task"};
  static const std::vector<std::string> evaluate = {"kind", "from", "task"};
  static const std::vector<std::string> compare = {"kind", "of"};
  switch (kind) {
    case StageKind::kPretrain:
      return pretrain;
    case StageKind::kAdapt:
      return adapt;
    case StageKind::kPrompt:
      return prompt;
    case StageKind::kEvaluate:
      return evaluate;
    case StageKind::kCompare:
      return compare;
  }
  return compare;
}

std::string nearest_or_all(const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest(name, names);
  if (!near.empty()) return "did you mean `" + near + "`?";
  if (names.empty()) return "there are none";
  constexpr std::size_t kMost = 10;
  std::string text = names.size() == 1 ? "there is only " : "there are: ";
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kMost) text += " and " + std::to_string(names.size() - kMost) + " more";
  return text;
}

std::vector<std::string> names_of(const OptionSchema& schema) {
  std::vector<std::string> names;
  for (const Field& field : schema.fields()) names.push_back(field.name);
  return names;
}

void report_unknown_keys(const Value& map, const std::vector<std::string>& known,
                         const std::string& where, ExperimentContext& context,
                         const std::vector<std::string>& component_options) {
  if (!map.is_map()) return;
  for (const Value::Member& member : map.as_map()) {
    if (contains(known, member.key)) continue;
    Value place;
    place.set_mark(member.key_mark);
    context.report(place, "unknown-key",
                   where + (where.empty() ? "" : ".") + member.key + ": unknown key",
                   hint_for(member.key, known, component_options));
  }
}

SplitSection split_section(const Value& section, const OptionSchema& keys, const std::string& where,
                           ExperimentContext& context) {
  Value host = section.is_map() ? Value::map() : section;
  host.set_mark(section.mark());
  Value options = Value::map();
  options.set_mark(section.mark());
  if (section.is_map()) {
    for (const Value::Member& member : section.as_map()) {
      Value& part = keys.find(member.key) != nullptr ? host : options;
      part.as_map().push_back(member);
    }
  }
  if (section.is_null()) {
    context.report(section, "wrong-type", where + ": expected a map of keys, got nothing");
    return {Value::map(), std::move(options)};
  }
  const std::size_t num_problems = context.problems.size();
  Value resolved = keys.resolve(host, where, context.problems);
  if (where.empty()) {  // the top level: `seed`, not `.seed`
    for (std::size_t i = num_problems; i < context.problems.size(); ++i) {
      std::string& message = context.problems[i].message;
      if (message.starts_with('.')) message.erase(0, 1);
    }
  }
  return {std::move(resolved), std::move(options)};
}

Value read_section(const Value& section, const OptionSchema& keys, const std::string& where,
                   ExperimentContext& context) {
  SplitSection parts = split_section(section, keys, where, context);
  report_unknown_keys(parts.options, names_of(keys), where, context);
  return std::move(parts.host);
}

}  // namespace graft
