#include "framework/plugins/manifest_component.h"

#include <algorithm>
#include <string>

#include "framework/plugins/manifest_keys.h"

namespace graft {
namespace {

std::optional<Kind> find_kind(const std::string& name) {
  for (const Kind kind : all_kinds()) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const Kind kind : all_kinds()) names.emplace_back(name_of(kind));
  return names;
}

std::vector<std::string> family_names() {
  return {name_of(Family::kAutoregressive), name_of(Family::kAutoencoding),
          name_of(Family::kEncoderDecoder), name_of(Family::kMultimodal)};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool is_component_name(const std::string& name) {
  static constexpr const char* kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return name.size() <= 64 && name.front() != '-' && name.back() != '-' &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

void read_interface(const Value& component, Kind kind, CatalogEntry& entry, ManifestKeys& keys) {
  const std::string prefix = std::string("graft.") + name_of(kind) + "/";
  entry.interface = keys.text("interface", (prefix + "1").c_str());
  if (entry.interface.empty()) return;
  const bool has_prefix = entry.interface.starts_with(prefix);
  const std::string revision = has_prefix ? entry.interface.substr(prefix.size()) : "";
  if (revision.empty() || revision.size() > 9 ||
      revision.find_first_not_of("0123456789") != std::string::npos) {
    keys.fail(component.at("interface"), "bad-value",
              "`interface`: expected " + prefix + "REVISION, got \"" + entry.interface + "\"",
              "write e.g. `interface: " + prefix + "1`");
  }
}

void read_family(const Value& component, Kind kind, CatalogEntry& entry, ManifestKeys& keys) {
  const Value* const given = keys.optional("family");
  if (kind != Kind::kArchitecture) {
    if (given) {
      keys.fail(*given, "bad-value", "`family` belongs to architectures only", "remove it");
    }
    return;
  }
  entry.family = keys.text("family", name_of(Family::kAutoregressive));
  const std::vector<std::string> families = family_names();
  if (entry.family.empty() ||
      std::find(families.begin(), families.end(), entry.family) != families.end()) {
    return;
  }
  keys.fail(component.at("family"), "unknown-family",
            "no family \"" + entry.family + "\"; there are " + joined(families),
            suggestion(entry.family, families));
}

bool is_list_of_strings(const Value& value) {
  return value.is_list() && std::all_of(value.as_list().begin(), value.as_list().end(),
                                        [](const Value& entry) { return entry.is_string(); });
}

// {model_type: [a, b], files: [[c, d], [e]]}
void read_recognises(CatalogEntry& entry, std::vector<Problem>& problems, ManifestKeys& keys) {
  const Value* const given = keys.optional("recognises");
  if (!given) return;
  ManifestKeys inside(*given, "`recognises`", problems);
  inside.expect_only(
      {"architectures", "files", "model_type", "peft_type", "tokenizer_class", "tokenizer_json"});
  if (!inside.is_map()) return;
  for (const auto& [key, value, key_mark] : given->as_map()) {
    const bool files = key == "files";
    const bool good =
        !files ? is_list_of_strings(value)
               : value.is_list() && std::all_of(value.as_list().begin(), value.as_list().end(),
                                                is_list_of_strings);
    if (good) continue;
    inside.fail(value, "wrong-type",
                "`recognises." + key + "`: expected a list of " +
                    (files ? "lists of file names" : "strings"),
                files ? "write e.g. `files: [[vocab.json, merges.txt]]`"
                      : "write e.g. `" + key + ": [name]`");
  }
  entry.recognises = *given;
}

}  // namespace

std::optional<CatalogEntry> parse_component(const Value& component,
                                            std::vector<Problem>& problems) {
  ManifestKeys keys(component, "a component", problems);
  if (!keys.is_map()) return std::nullopt;
  keys.expect_only({"doc", "family", "interface", "kind", "name", "options", "recognises"});

  CatalogEntry entry;
  const std::string kind_text = keys.text("kind", name_of(Kind::kAdapter));
  const std::optional<Kind> kind = find_kind(kind_text);
  if (!kind && !kind_text.empty()) {
    keys.fail(component.at("kind"), "unknown-kind",
              "no kind \"" + kind_text + "\"; there are " + joined(kind_names()),
              suggestion(kind_text, kind_names()));
  }
  entry.name = keys.text("name", "my-component");
  const bool named = !entry.name.empty() && is_component_name(entry.name);
  if (!entry.name.empty() && !named) {
    keys.fail(component.at("name"), "bad-value",
              "`name`: expected lower-case letters, digits and inner hyphens, at most 64, got \"" +
                  entry.name + "\"");
  }
  if (keys.optional("doc")) entry.doc = keys.text("doc", "one sentence");
  if (kind) {
    entry.kind = *kind;
    read_interface(component, *kind, entry, keys);
    read_family(component, *kind, entry, keys);
  }
  read_recognises(entry, problems, keys);
  if (const Value* const options = keys.optional("options")) {
    entry.schema = OptionSchema::from_description(*options, problems);
  }
  if (!kind || !named) return std::nullopt;
  entry.line = component.at("name").mark().line;
  entry.column = component.at("name").mark().column;
  return entry;
}

}  // namespace graft
