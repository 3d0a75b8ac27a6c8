#include "framework/config/component_options.h"

#include <algorithm>
#include <utility>

#include "framework/config/experiment_keys.h"
#include "framework/config/path_lookup.h"

namespace graft {

const CatalogEntry* find_component(Kind kind, const Value& name, ExperimentContext& context) {
  if (!name.is_string()) return nullptr;
  const CatalogEntry* entry = context.catalog.find(kind, name.as_string());
  if (entry == nullptr && context.knows_all_components) {
    Problem problem = context.catalog.unknown(kind, name.as_string());
    const Problem place = name.problem("", "");
    problem.file = place.file;
    problem.line = place.line;
    problem.column = place.column;
    context.problems.push_back(std::move(problem));
  }
  return entry;
}

namespace {

/// "it is an option of `a` and `b`" where other components of the kind have one; else empty.
std::string owners_of(const std::string& option, const CatalogEntry& component,
                      const PluginCatalog& catalog) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> owners;
  for (const std::string& name : catalog.names(component.kind)) {
    const CatalogEntry* const other = catalog.find(component.kind, name);
    if (name != component.name && other->schema.find(option) != nullptr) owners.push_back(name);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(owners.size(), kMost); ++i) {
    const bool is_last = i + 1 == owners.size();
    text += (i == 0 ? "it is an option of `" : is_last ? " and `" : ", `") + owners[i] + "`";
  }
  if (owners.size() > kMost) text += " and " + std::to_string(owners.size() - kMost) + " more";
  return text;
}

/// Says of options that the component lacks which other component has them.
void report_unknown_options(const CatalogEntry& component, const Value& options,
                            const std::vector<std::string>& known, const std::string& where,
                            ExperimentContext& context) {
  if (!options.is_map()) return;
  Value others = Value::map();
  for (const Value::Member& member : options.as_map()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const std::string owners = owners_of(member.key, component, context.catalog);
    if (owners.empty()) {
      others.as_map().push_back(member);
      continue;
    }
    const std::string near = nearest(member.key, known);
    Value place;
    place.set_mark(member.key_mark);
    context.report(place, "unknown-key", where + "." + member.key + ": unknown key",
                   owners + (near.empty() ? ", remove it" : "; did you mean `" + near + "`?"));
  }
  report_unknown_keys(others, known, where, context);
}

}  // namespace

Value resolve_options(const CatalogEntry& component, const Value& options,
                      const std::vector<std::string>& known, const std::string& where,
                      const std::string& hint, ExperimentContext& context) {
  std::vector<std::string> names = known;
  for (const std::string& name : names_of(component.schema)) names.push_back(name);
  report_unknown_options(component, options, names, where, context);

  Value given = options;
  if (given.is_map()) {
    given = Value::map();
    given.set_mark(options.mark());
    for (const Value::Member& member : options.as_map()) {
      if (component.schema.find(member.key) != nullptr) given.as_map().push_back(member);
    }
  }
  Value resolved = component.schema.resolve(given, where, context.problems);
  for (const Field& field : component.schema.fields()) {
    Value* path = resolved.find(field.name);
    if (field.type != "path" || path == nullptr || !path->is_string()) continue;
    const std::string text = path->as_string();
    if (text.empty() && !field.required) continue;
    const Mark mark = path->mark();
    if (auto found = find_path(text, where + "." + field.name, hint, *path, context)) {
      *path = Value(std::move(*found));
      path->set_mark(mark);
    }
  }
  return resolved;
}

}  // namespace graft
