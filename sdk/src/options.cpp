#include "graft/options.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "option_check.h"

namespace graft {

Constraint at_least(double min) {
  return [min](Field& field) { field.min = min; };
}

Constraint greater_than(double min) {
  return [min](Field& field) {
    field.min = min;
    field.min_excluded = true;
  };
}

Constraint in_range(double min, double max) {
  return [min, max](Field& field) {
    field.min = min;
    field.max = max;
  };
}

Constraint one_of(std::vector<std::string> choices) {
  return [choices = std::move(choices)](Field& field) { field.choices = choices; };
}

Constraint required() {
  return [](Field& field) { field.required = true; };
}

Constraint path() {
  return [](Field& field) { field.type = "path"; };
}

namespace {

// Two neighbours that changed places are the likeliest slip: less than a letter more, less or
// other.
constexpr std::size_t kLetter = 2;
constexpr std::size_t kSwap = 1;

std::size_t edit_distance(const std::string& left, const std::string& right) {
  // Costs between the beginnings of both words: rows i - 2, i - 1 and i of the usual table.
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> above(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = kLetter * j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = kLetter * i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t changed = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : kLetter);
      row[j] = std::min({changed, above[j] + kLetter, row[j - 1] + kLetter});
      const bool is_swap = i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
                           left[i - 2] == right[j - 1] && left[i - 1] != left[i - 2];
      if (is_swap) row[j] = std::min(row[j], before[j - 2] + kSwap);
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string start = word.substr(0, 64);
  std::string best;
  std::size_t best_distance = kLetter * (start.size() / 2 + 1);
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(start, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

void OptionSchema::add(Field field) { fields_.push_back(std::move(field)); }

const Field* OptionSchema::find(const std::string& name) const& {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [&name](const Field& field) { return field.name == name; });
  return found == fields_.end() ? nullptr : &*found;
}

Value OptionSchema::resolve(const Value& options, const std::string& where,
                            std::vector<Problem>& problems) const {
  Value resolved = Value::map();
  resolved.set_mark(options.mark());
  if (!options.is_null() && !options.is_map()) {
    problems.push_back(options.problem(
        "wrong-type", where + ": expected a map of options, got " + kind_name(options.kind())));
    return resolved;
  }
  if (options.is_map()) {
    std::vector<std::string> names;
    for (const Field& field : fields_) names.push_back(field.name);
    for (const Value::Member& member : options.as_map()) {
      if (find(member.key) != nullptr) continue;
      Value at = member.value;
      at.set_mark(member.key_mark);
      const std::string near = nearest(member.key, names);
      problems.push_back(at.problem("unknown-key", where + "." + member.key + ": unknown key",
                                    near.empty() ? "" : "did you mean `" + near + "`?"));
    }
  }
  for (const Field& field : fields_) {
    const Value* given = options.find(field.name);
    if (given == nullptr || (given->is_null() && field.optional)) {
      if (field.required) {
        problems.push_back(options.problem("missing-key", where + "." + field.name + ": missing",
                                           field.doc.empty() ? "" : "it is " + field.doc));
      }
      resolved.set(field.name, given == nullptr ? field.default_value : Value());
      continue;
    }
    Value value = *given;
    if (!check_option(field, where + "." + field.name, value, problems)) continue;
    resolved.set(field.name, std::move(value));
  }
  return resolved;
}

namespace {

/// Whether every integer up to this one is a double of its own.
bool is_exact_integer_range(double number) { return std::fabs(number) <= 0x1p53; }

}  // namespace

Value OptionSchema::describe() const {
  Value result = Value::map();
  for (const Field& field : fields_) {
    Value& entry = result.set(field.name, Value::map());
    entry.set("type", field.type);
    if (field.required) {
      entry.set("required", true);
    } else {
      entry.set("default", field.default_value);
    }
    if (field.optional) entry.set("optional", true);
    const auto bound = [&field](double number) {
      return field.type == "int" && is_exact_integer_range(number)
                 ? Value(static_cast<std::int64_t>(number))
                 : Value(number);
    };
    if (field.min) entry.set(field.min_excluded ? "greater_than" : "min", bound(*field.min));
    if (field.max) entry.set("max", bound(*field.max));
    if (!field.choices.empty()) entry.set("choices", field.choices);
    entry.set("doc", field.doc);
  }
  return result;
}

namespace {

const std::vector<std::string>& type_names() {
  static const std::vector<std::string> names = {
      "int",         "float",         "bool",           "string",        "path",
      "list of int", "list of float", "list of string", "map of string", "map of list of string",
      "any"};
  return names;
}

Field read_field(const Value::Member& member, std::vector<Problem>& problems) {
  static const std::vector<std::string> keys = {
      "type", "default", "required", "optional", "min", "max", "choices", "greater_than", "doc"};
  Field field;
  field.name = member.key;
  if (!member.value.is_map()) {
    problems.push_back(member.value.problem(
        "wrong-type", "option `" + member.key + "`: expected a map with `type`"));
    return field;
  }
  for (const Value::Member& entry : member.value.as_map()) {
    const Value& value = entry.value;
    const auto expect = [&](bool good, const char* what) {
      if (!good) {
        problems.push_back(value.problem("wrong-type", "option `" + member.key + "`: " + entry.key +
                                                           " must be " + what + ", got " +
                                                           kind_name(value.kind())));
      }
      return good;
    };
    if (entry.key == "type") {
      if (!expect(value.is_string(), "a string")) continue;
      field.type = value.as_string();
      if (std::find(type_names().begin(), type_names().end(), field.type) == type_names().end()) {
        const std::string near = nearest(field.type, type_names());
        problems.push_back(value.problem(
            "bad-value", "option `" + member.key + "`: unknown type `" + field.type + "`",
            near.empty() ? "" : "did you mean `" + near + "`?"));
      }
    } else if (entry.key == "default") {
      field.default_value = value;
    } else if (entry.key == "required") {
      if (expect(value.is_bool(), "a boolean")) field.required = value.as_bool();
    } else if (entry.key == "optional") {
      if (expect(value.is_bool(), "a boolean")) field.optional = value.as_bool();
    } else if (entry.key == "min" || entry.key == "greater_than") {
      if (!expect(value.is_number(), "a number")) continue;
      field.min = value.as_double();
      field.min_excluded = entry.key == "greater_than";
    } else if (entry.key == "max") {
      if (expect(value.is_number(), "a number")) field.max = value.as_double();
    } else if (entry.key == "choices") {
      if (!expect(value.is_list(), "a list")) continue;
      for (const Value& choice : value.as_list()) {
        if (choice.is_string()) {
          field.choices.push_back(choice.as_string());
        } else {
          problems.push_back(choice.problem("wrong-type",
                                            "option `" + member.key +
                                                "`: choices must be strings, got " +
                                                kind_name(choice.kind()),
                                            "put it in quotes"));
        }
      }
    } else if (entry.key == "doc") {
      if (expect(value.is_string(), "a string")) field.doc = value.as_string();
    } else {
      Value at = value;
      at.set_mark(entry.key_mark);
      const std::string near = nearest(entry.key, keys);
      problems.push_back(at.problem("unknown-key",
                                    "option `" + member.key + "`: unknown key `" + entry.key + "`",
                                    near.empty() ? "" : "did you mean `" + near + "`?"));
    }
  }
  for (const char* key : {"min", "greater_than", "max"}) {
    const Value* bound = member.value.find(key);
    if (bound == nullptr || !bound->is_number()) continue;
    const double number = bound->as_double();
    if (field.type == "int" ? is_exact_integer_range(number) : std::isfinite(number)) continue;
    problems.push_back(bound->problem(
        "out-of-range", "option `" + member.key + "`: " + key + " must be " +
                            (field.type == "int" ? "within +-2^53" : "a finite number")));
  }
  if (field.type.empty()) {
    problems.push_back(
        member.value.problem("missing-key", "option `" + member.key + "`: `type` is missing"));
    field.type = "any";
  } else if (!field.default_value.is_null() && !field.required) {
    Value value = field.default_value;
    check_option(field, "default of option `" + member.key + "`", value, problems);
  }
  return field;
}

}  // namespace

OptionSchema OptionSchema::from_description(const Value& description,
                                            std::vector<Problem>& problems) {
  OptionSchema schema;
  if (description.is_null()) return schema;
  if (!description.is_map()) {
    problems.push_back(description.problem(
        "wrong-type",
        "options: expected a map, got " + std::string(kind_name(description.kind()))));
    return schema;
  }
  for (const Value::Member& member : description.as_map()) {
    schema.add(read_field(member, problems));
  }
  return schema;
}

}  // namespace graft
