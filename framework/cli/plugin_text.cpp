#include "framework/cli/plugin_text.h"

#include <algorithm>

#include "framework/config/task_options.h"
#include "framework/report/text_table.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {
namespace {

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

/// JSON, but plain words without quotes.
std::string short_text(const Value& value) {
  const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < ' '; };
  const bool plain = value.is_string() && !value.as_string().empty() &&
                     std::none_of(value.as_string().begin(), value.as_string().end(), is_control);
  return plain ? value.as_string() : write_json(value);
}

std::string bound_text(const Field& field, double bound) {
  return write_json(field.type == "int" ? Value(static_cast<std::int64_t>(bound)) : Value(bound));
}

std::string default_text(const Field& field) {
  if (field.required) return "required";
  return field.default_value.is_null() ? "unset" : short_text(field.default_value);
}

std::string range_text(const Field& field) {
  std::vector<std::string> parts;
  if (field.min)
    parts.push_back((field.min_excluded ? "> " : ">= ") + bound_text(field, *field.min));
  if (field.max) parts.push_back("<= " + bound_text(field, *field.max));
  if (!field.choices.empty()) parts.push_back(joined(field.choices, " | "));
  return joined(parts, ", ");
}

std::string options_text(const OptionSchema& schema) {
  if (schema.fields().empty()) return "no options\n";
  TextTable table{{{"OPTION"}, {"TYPE"}, {"DEFAULT"}, {"RANGE"}, {"DOC"}}, {}};
  for (const Field& field : schema.fields()) {
    table.rows.push_back(
        {field.name, field.type, default_text(field), range_text(field), field.doc});
  }
  return table.text();
}

}  // namespace

std::string list_text(const PluginCatalog& catalog) {
  TextTable table{{{"KIND"}, {"NAME"}, {"PLUGIN"}, {"VERSION"}, {"DOC"}}, {}};
  for (const CatalogSummary& summary : catalog.summaries()) {
    table.rows.push_back({name_of(summary.kind), std::string(summary.name),
                          std::string(summary.plugin_id), std::string(summary.plugin_version),
                          std::string(summary.doc)});
  }
  return table.text();
}

Value list_value(const PluginCatalog& catalog) {
  Value list = Value::list();
  for (const CatalogSummary& summary : catalog.summaries()) {
    Value entry = Value::map();
    entry.set("kind", name_of(summary.kind));
    entry.set("name", summary.name);
    entry.set("plugin", summary.plugin_id);
    entry.set("version", summary.plugin_version);
    entry.set("doc", summary.doc);
    list.push_back(std::move(entry));
  }
  return list;
}

std::vector<const CatalogEntry*> find_named(const PluginCatalog& catalog, const std::string& name) {
  std::vector<const CatalogEntry*> found;
  std::vector<std::string> names;
  for (const Kind kind : all_kinds()) {
    if (const CatalogEntry* const entry = catalog.find(kind, name)) found.push_back(entry);
    for (std::string& other : catalog.names(kind)) names.push_back(std::move(other));
  }
  const std::vector<std::string>& tasks = task_kinds();
  const bool is_task = std::find(tasks.begin(), tasks.end(), name) != tasks.end();
  names.insert(names.end(), tasks.begin(), tasks.end());
  if (found.empty() && !is_task) {
    const std::string near = nearest(name, names);
    throw InputError(
        "unknown-component", "no component named \"" + name + "\"",
        near.empty() ? "`graft plugins list` shows the names" : "did you mean `" + near + "`?");
  }
  return found;
}

std::string entry_text(const CatalogEntry& entry) {
  std::string text = std::string(name_of(entry.kind)) + " " + entry.name;
  if (!entry.doc.empty()) text += ": " + entry.doc;
  text += "\n\n";
  const auto line = [&text](const std::string& what, const std::string& value) {
    if (!value.empty()) text += what + std::string(12 - what.size(), ' ') + value + "\n";
  };
  line("plugin", entry.plugin_id + " " + entry.plugin_version);
  line("interface", entry.interface);
  line("family", entry.family);
  if (entry.recognises.is_map()) {
    for (const Value::Member& member : entry.recognises.as_map()) {
      line("recognises", member.key + " " + write_json(member.value));
    }
  }
  line("sdk", entry.sdk);
  line("library", entry.library);
  line("manifest", entry.manifest + ":" + std::to_string(entry.line));
  return text + "\n" + options_text(entry.schema);
}

Value entry_value(const CatalogEntry& entry) {
  Value value = Value::map();
  value.set("kind", name_of(entry.kind));
  value.set("name", entry.name);
  value.set("doc", entry.doc);
  value.set("interface", entry.interface);
  if (!entry.family.empty()) value.set("family", entry.family);
  if (!entry.recognises.is_null()) value.set("recognises", entry.recognises);
  value.set("plugin", entry.plugin_id);
  value.set("version", entry.plugin_version);
  value.set("sdk", entry.sdk);
  value.set("library", entry.library);
  value.set("sha256", entry.sha256);
  value.set("manifest", entry.manifest);
  value.set("line", entry.line);
  value.set("options", entry.schema.describe());
  return value;
}

std::string task_text(const std::string& kind) {
  return "task " + kind + ": a kind of `task` in an experiment\n\n" +
         options_text(task_option_schema(kind));
}

Value task_value(const std::string& kind) {
  Value value = Value::map();
  value.set("kind", "task");
  value.set("name", kind);
  value.set("options", task_option_schema(kind).describe());
  return value;
}

}  // namespace graft
