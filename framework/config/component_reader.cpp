#include "framework/config/component_reader.h"

#include <algorithm>
#include <utility>

#include "framework/config/component_options.h"
#include "framework/config/experiment_keys.h"
#include "framework/config/path_lookup.h"
#include "framework/config/yaml.h"

namespace graft {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string text_of(const Value& section, const char* key) {
  const Value* value = section.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

std::optional<std::int64_t> number_of(const Value& section, const char* key) {
  const Value* value = section.find(key);
  if (value == nullptr || !value->is_int()) return std::nullopt;
  return value->as_int();
}

/// A section with its component under `name_key` and the component's options under `options`.
std::optional<ComponentUse> read_with_options(Kind kind, const char* name_key,
                                              const OptionSchema& keys, const Value& section,
                                              const std::string& where,
                                              ExperimentContext& context) {
  SplitSection parts = split_section(section, keys, where, context);
  const Value* name = parts.host.find(name_key);
  const CatalogEntry* component = name == nullptr ? nullptr : find_component(kind, *name, context);
  report_unknown_keys(
      parts.options, names_of(keys), where, context,
      component == nullptr ? std::vector<std::string>() : names_of(component->schema));
  if (component == nullptr) return std::nullopt;

  Value options = parts.host.at("options");
  if (options.is_null()) {
    options = Value::map();
    options.set_mark(section.mark());
  }
  ComponentUse use;
  use.name = component->name;
  use.mark = name->mark();
  use.options = resolve_options(*component, options, {}, where + ".options", "", context);
  return use;
}

Value with_options(const char* name_key, const ComponentUse& use) {
  Value section = Value::map();
  section.set(name_key, use.name);
  section.set("options", use.options);
  return section;
}

void append_options(Value& section, const Value& options) {
  for (const Value::Member& member : options.as_map()) section.set(member.key, member.value);
}

/// Adds the options of a prompt's file to those that are given inline, which win. The host's keys
/// have no place in that file. False where the file says nothing that can be used.
bool add_file_options(const Value& document, const std::string& where, Value& options,
                      ExperimentContext& context) {
  if (!document.is_map()) {
    context.report(
        document, "wrong-type",
        std::string("expected a map of options of the prompt, got ") + kind_name(document.kind()),
        "write one `option: value` per line");
    return false;
  }
  const OptionSchema host_keys = prompt_keys();
  for (const Value::Member& member : document.as_map()) {
    if (host_keys.find(member.key) != nullptr) {
      Value place;
      place.set_mark(member.key_mark);
      context.report(place, "unknown-key", where + "." + member.key + ": unknown key in this file",
                     "write `" + member.key + "` in the experiment, beside `file`");
    } else if (options.find(member.key) == nullptr) {
      options.as_map().push_back(member);
    }
  }
  return true;
}

/// The same for the file that `file` names, where it names one.
bool read_file_options(const std::string& file, const Value& place, const std::string& where,
                       Value& options, ExperimentContext& context) {
  const auto path = find_path(file, where + ".file", "", place, context);
  if (!path) return false;
  try {
    return add_file_options(read_yaml(*path), where, options, context);
  } catch (const InputError& error) {
    context.problems.insert(context.problems.end(), error.problems().begin(),
                            error.problems().end());
    return false;
  }
}

/// The options that a task of this kind reads in a stage. A prompt trains nothing: it counts the
/// examples that it shows and asks about.
std::vector<std::string> option_names(const std::string& kind, bool is_prompted) {
  std::vector<std::string> names = task_option_names(kind);
  if (!is_prompted) return names;
  std::erase_if(names, [](const std::string& name) {
    return name != "max_examples" && name != "train_examples" && name != "problem_type";
  });
  return names;
}

/// The options of a kind of task. One that belongs to other kinds, or that the stage does not read,
/// is a mistake.
Value task_options(const Value& section, const Value& resolved, const std::string& kind,
                   std::optional<StageKind> stage, const std::string& where,
                   ExperimentContext& context) {
  const bool is_prompted = stage == StageKind::kPrompt;
  const std::vector<std::string> names = option_names(kind, is_prompted);
  Value options = Value::map();
  for (const Field& field : TaskOptions::schema().untyped().fields()) {
    const bool belongs = contains(names, field.name);
    const Value* const given = resolved.find(field.name);
    if (belongs) options.set(field.name, given == nullptr ? Value() : *given);
    if (belongs || section.find(field.name) == nullptr) continue;
    context.report(*section.find(field.name), "unknown-key",
                   where + "." + field.name + ": no option of tasks of kind `" + kind + "`" +
                       (is_prompted ? " in a stage that prompts" : ""),
                   nearest_or_all(field.name, names));
  }
  return options;
}

/// The captions of a further dataset of a list stand for those of the first, in the same order;
/// where it names none it has those of the first. Reports others than as many.
void check_captions(const DataUse& first, const DataUse& data, const Value& section,
                    const std::string& where, ExperimentContext& context) {
  const std::size_t expected = std::max<std::size_t>(1, first.captions.size());
  if (data.captions.empty() || data.captions.size() == expected) return;
  context.report(*section.find("captions"), "conflict",
                 where + ".captions: names " + std::to_string(data.captions.size()) +
                     " columns, the first dataset has " + std::to_string(expected),
                 "name as many, in the same order: they stand for the same texts");
}

/// Reports the captions of data, or of each dataset of a list, for a task that does not read any.
void refuse_captions(const Value& data, const std::string& kind, const std::string& where,
                     ExperimentContext& context) {
  if (data.is_list()) {
    for (const Value& section : data.as_list()) refuse_captions(section, kind, where, context);
    return;
  }
  const Value* captions = data.is_map() ? data.find("captions") : nullptr;
  if (captions == nullptr || captions->is_null()) return;
  context.report(*captions, "unknown-key",
                 where + ".data.captions: tasks of kind `" + kind + "` read none", "remove it");
}

std::optional<DataUse> read_data_list(const Value& list, const std::string& where,
                                      ExperimentContext& context) {
  std::optional<DataUse> first;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value& section = list.as_list()[i];
    const std::string place = where + "[" + std::to_string(i) + "]";
    if (section.is_list()) {
      context.report(section, "wrong-type", place + ": expected one dataset, got a list");
      continue;
    }
    std::optional<DataUse> data = read_data(section, place, context);
    if (!data) continue;
    if (first) {
      check_captions(*first, *data, section, place, context);
      first->more.push_back(std::move(*data));
    } else {
      first = std::move(data);
    }
  }
  if (list.size() == 0) {
    context.report(list, "missing-value", where + ": expected at least one dataset",
                   "write `data: {name: …}`");
  }
  return first;
}

Value resolved_data_list(const DataUse& data) {
  DataUse first = data;
  first.more.clear();
  Value list = Value::list();
  list.push_back(resolved_data(first));
  for (const DataUse& more : data.more) list.push_back(resolved_data(more));
  return list;
}

}  // namespace

std::optional<ComponentUse> read_model(const Value& section, const std::string& where,
                                       ExperimentContext& context) {
  return read_with_options(Kind::kArchitecture, "architecture", model_keys(), section, where,
                           context);
}

std::optional<ComponentUse> read_adapter(const Value& section, const std::string& where,
                                         ExperimentContext& context) {
  return read_with_options(Kind::kAdapter, "name", adapter_keys(), section, where, context);
}

std::optional<DataUse> read_data(const Value& section, const std::string& where,
                                 ExperimentContext& context) {
  if (section.is_list()) return read_data_list(section, where, context);
  const SplitSection parts = split_section(section, data_keys(), where, context);
  const Value* name = parts.host.find("name");
  const CatalogEntry* component =
      name == nullptr ? nullptr : find_component(Kind::kDataset, *name, context);
  if (component == nullptr) return std::nullopt;
  DataUse use;
  use.name = component->name;
  use.mark = name->mark();
  use.origin = text_of(parts.host, "origin");
  if (const Value* captions = parts.host.find("captions"); captions != nullptr) {
    if (captions->is_list()) {
      for (const Value& column : captions->as_list()) use.captions.push_back(column.as_string());
    }
  }
  const std::string hint = use.origin.empty() ? "" : "the data set is published at " + use.origin;
  use.options =
      resolve_options(*component, parts.options, names_of(data_keys()), where, hint, context);
  return use;
}

std::optional<TaskUse> read_task(const Value& section, const std::string& where,
                                 std::optional<StageKind> stage, ExperimentContext& context) {
  const Value keys = read_section(section, task_keys(), where, context);
  TaskUse use;
  use.kind = text_of(keys, "kind");
  const bool is_known = contains(task_kinds(), use.kind);
  if (is_known) use.resolved = task_options(section, keys, use.kind, stage, where, context);
  const Value* data_section = keys.find("data");
  if (section.find("data") == nullptr || data_section == nullptr) return std::nullopt;
  std::optional<DataUse> data = read_data(*data_section, where + ".data", context);
  if (!data || !is_known) return std::nullopt;
  if (!task_reads_captions(use.kind)) refuse_captions(*data_section, use.kind, where, context);
  use.data = std::move(*data);
  if (context.problems.empty()) use.options = TaskOptions::schema().read(use.resolved, where);
  return use;
}

std::optional<PromptUse> read_prompt(const Value& section, const std::string& where,
                                     ExperimentContext& context) {
  const SplitSection parts = split_section(section, prompt_keys(), where, context);
  Value options = parts.options;
  const std::string file = text_of(parts.host, "file");
  const bool has_all_options =
      file.empty() || read_file_options(file, *section.find("file"), where, options, context);
  const Value* name = parts.host.find("name");
  const CatalogEntry* component =
      name == nullptr ? nullptr : find_component(Kind::kPrompt, *name, context);
  if (component == nullptr) return std::nullopt;
  PromptUse use;
  use.name = component->name;
  use.mark = name->mark();
  use.shots = number_of(parts.host, "shots").value_or(0);
  use.max_items = number_of(parts.host, "max_items");
  const auto num_problems = static_cast<std::ptrdiff_t>(context.problems.size());
  use.options = resolve_options(*component, options, names_of(prompt_keys()), where, "", context);
  if (!has_all_options) {  // what is missing here may stand in the file
    context.problems.erase(
        std::remove_if(context.problems.begin() + num_problems, context.problems.end(),
                       [](const Problem& problem) { return problem.code == "missing-key"; }),
        context.problems.end());
  }
  return use;
}

std::optional<TokenizerUse> read_tokenizer(const Value& section, const std::string& where,
                                           ExperimentContext& context) {
  const SplitSection parts = split_section(section, tokenizer_keys(), where, context);
  TokenizerUse use;
  use.mark = section.mark();
  use.options = Value::map();
  const std::string folder = text_of(parts.host, "from");
  if (!folder.empty()) {
    if (const auto path = find_path(folder, where + ".from", "", *section.find("from"), context)) {
      use.folder = *path;
    }
    for (const Value::Member& member : parts.options.as_map()) {
      Value place;
      place.set_mark(member.key_mark);
      context.report(place, "unknown-key", where + "." + member.key + ": no option with `from`",
                     "a tokenizer that is loaded keeps the options it was trained with");
    }
  }
  if (const std::string text_file = text_of(parts.host, "train_on"); !text_file.empty()) {
    const Value& place = *section.find("train_on");
    if (!folder.empty()) {
      context.report(place, "conflict", where + ".train_on: a tokenizer with `from` is not trained",
                     "keep one of the two");
    } else if (auto path = find_path(text_file, where + ".train_on", "", place, context)) {
      use.train_on = std::move(*path);
    }
  }
  const Value* name = parts.host.find("name");
  if (name == nullptr || name->is_null()) {
    if (folder.empty() && section.is_map()) {
      context.report(section, "missing-key", where + ".name: missing",
                     "name a tokenizer, or give `from: FOLDER`");
    }
    return use;
  }
  use.mark = name->mark();
  const CatalogEntry* component = find_component(Kind::kTokenizer, *name, context);
  if (component == nullptr) return use;
  use.name = component->name;
  if (folder.empty()) {
    use.options =
        resolve_options(*component, parts.options, names_of(tokenizer_keys()), where, "", context);
  }
  return use;
}

Value resolved_model(const ComponentUse& model) { return with_options("architecture", model); }

Value resolved_adapter(const ComponentUse& adapter) { return with_options("name", adapter); }

Value resolved_data(const DataUse& data) {
  if (!data.more.empty()) return resolved_data_list(data);
  Value section = Value::map();
  section.set("name", data.name);
  if (!data.origin.empty()) section.set("origin", data.origin);
  if (!data.captions.empty()) section.set("captions", data.captions);
  append_options(section, data.options);
  return section;
}

Value resolved_task(const TaskUse& task) {
  Value section = Value::map();
  section.set("kind", task.kind);
  append_options(section, task.resolved);
  section.set("data", resolved_data(task.data));
  return section;
}

Value resolved_prompt(const PromptUse& prompt) {
  Value section = Value::map();
  section.set("name", prompt.name);
  section.set("shots", prompt.shots);
  if (prompt.max_items) section.set("max_items", *prompt.max_items);
  append_options(section, prompt.options);
  return section;
}

Value resolved_tokenizer(const TokenizerUse& tokenizer) {
  Value section = Value::map();
  if (!tokenizer.name.empty()) section.set("name", tokenizer.name);
  if (!tokenizer.folder.empty()) section.set("from", tokenizer.folder);
  if (!tokenizer.train_on.empty()) section.set("train_on", tokenizer.train_on);
  append_options(section, tokenizer.options);
  return section;
}

}  // namespace graft
