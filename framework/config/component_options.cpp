#include "framework/config/component_options.h"

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

Value resolve_options(const CatalogEntry& component, const Value& options,
                      const std::vector<std::string>& known, const std::string& where,
                      const std::string& hint, ExperimentContext& context) {
  std::vector<std::string> names = known;
  for (const std::string& name : names_of(component.schema)) names.push_back(name);
  report_unknown_keys(options, names, where, context);

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
