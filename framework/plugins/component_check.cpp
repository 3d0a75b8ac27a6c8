#include "framework/plugins/component_check.h"

#include <algorithm>
#include <optional>

#include "graft/error.h"
#include "graft/json.h"

namespace graft {
namespace {

// A manifest may say 16 where the library says 16.0.
bool is_same(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return left.as_double() == right.as_double();
  if (!left.is_list() || !right.is_list()) return left == right;
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!is_same(left.as_list()[i], right.as_list()[i])) return false;
  }
  return true;
}

std::string differs(const std::string& what, const std::string& listed, const std::string& found) {
  return what + " is " + listed + " in the manifest and " + found + " in the library";
}

std::string bound_text(const std::optional<double>& bound) {
  return bound ? write_json(Value(*bound)) : "absent";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "|") + word;
  return text.empty() ? "absent" : text;
}

std::string field_disagreement(const Field& listed, const Field& found) {
  const std::string name = "option `" + listed.name + "`: ";
  const auto yes_no = [](bool value) { return std::string(value ? "yes" : "no"); };
  if (listed.type != found.type) return differs(name + "type", listed.type, found.type);
  if (listed.required != found.required) {
    return differs(name + "required", yes_no(listed.required), yes_no(found.required));
  }
  if (listed.optional != found.optional) {
    return differs(name + "optional", yes_no(listed.optional), yes_no(found.optional));
  }
  if (!is_same(listed.default_value, found.default_value)) {
    return differs(name + "default", write_json(listed.default_value),
                   write_json(found.default_value));
  }
  if (listed.min != found.min || listed.min_excluded != found.min_excluded) {
    return differs(name + (found.min_excluded ? "greater_than" : "min"), bound_text(listed.min),
                   bound_text(found.min));
  }
  if (listed.max != found.max) {
    return differs(name + "max", bound_text(listed.max), bound_text(found.max));
  }
  if (listed.choices != found.choices) {
    return differs(name + "choices", joined(listed.choices), joined(found.choices));
  }
  return "";
}

std::string schema_disagreement(const OptionSchema& listed, const OptionSchema& found) {
  for (const Field& field : found.fields()) {
    const Field* const other = listed.find(field.name);
    if (!other) return "option `" + field.name + "` of the library is not in the manifest";
    std::string difference = field_disagreement(*other, field);
    if (!difference.empty()) return difference;
  }
  for (const Field& field : listed.fields()) {
    if (!found.find(field.name)) {
      return "option `" + field.name + "` of the manifest is not in the library";
    }
  }
  return "";
}

const char* known_interface(Kind kind) {
  switch (kind) {
    case Kind::kArchitecture:
      return kArchitectureInterface;
    case Kind::kAdapter:
      return kAdapterInterface;
    case Kind::kPrompt:
      return kPromptInterface;
    case Kind::kTokenizer:
      return kTokenizerInterface;
    case Kind::kDataset:
      return kDatasetInterface;
    case Kind::kCollective:
      return kCollectiveInterface;
  }
  return "";
}

}  // namespace

std::string disagreement(const CatalogEntry& entry, const Component& component) {
  if (entry.interface != component.interface) {
    return differs("interface", entry.interface, component.interface);
  }
  if (entry.family != component.family) {
    return differs("family", entry.family, component.family);
  }
  return schema_disagreement(entry.schema, component.schema);
}

const Component& find_promised(const CatalogEntry& entry,
                               const std::vector<Component>& components) {
  const std::string name = std::string(name_of(entry.kind)) + " \"" + entry.name + "\"";
  const std::string place = entry.manifest + ":" + std::to_string(entry.line);
  const std::string hint = "write the manifest anew with: graft plugins manifest " + entry.library;
  const auto found =
      std::find_if(components.begin(), components.end(), [&entry](const Component& component) {
        return component.kind == entry.kind && component.name == entry.name;
      });
  if (found == components.end()) {
    throw PluginError(
        entry.library, "component-missing",
        "plugin " + entry.plugin_id + " does not register " + name + ", which " + place + " lists",
        hint);
  }
  if (found->interface != known_interface(found->kind)) {
    throw PluginError(
        entry.library, "interface-unknown",
        name + " speaks " + found->interface + ", this host speaks " + known_interface(found->kind),
        "install a host and a plugin of the same SDK");
  }
  const std::string difference = disagreement(entry, *found);
  if (!difference.empty()) {
    throw PluginError(entry.library, "component-mismatch",
                      name + " is not what " + place + " lists: " + difference, hint);
  }
  return *found;
}

}  // namespace graft
