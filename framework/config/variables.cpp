#include "framework/config/variables.h"

#include <algorithm>
#include <utility>

#include "graft/json.h"
#include "graft/options.h"

namespace graft {
namespace {

constexpr std::string_view kUnset = "unset-variable";
constexpr std::string_view kUnknown = "unknown-variable";

bool is_variable_name(std::string_view name) {
  const auto is_word = [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
  };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), is_word);
}

bool uses_variables(const Value& value) {
  if (value.is_string()) return value.as_string().find("${") != std::string::npos;
  if (value.is_list()) {
    return std::any_of(value.as_list().begin(), value.as_list().end(), uses_variables);
  }
  if (!value.is_map()) return false;
  return std::any_of(value.as_map().begin(), value.as_map().end(),
                     [](const Value::Member& member) { return uses_variables(member.value); });
}

/// The name in a text that is nothing but `${name}`; else empty.
std::string_view lone_name(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with("}")) return {};
  const std::string_view name = text.substr(2, text.size() - 3);
  return name.find('}') == name.npos ? name : std::string_view();
}

/// A scalar as the file spells it.
std::string spelling(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.source_text().empty() ? write_json(value) : value.source_text();
}

bool is_at(const Problem& problem, const Value& place) {
  const Mark& mark = place.mark();
  return mark.file != nullptr && problem.file == *mark.file && problem.line == mark.line &&
         problem.column == mark.column;
}

}  // namespace

Variables::Variables(const Value& document, const std::vector<std::string>& reserved_names,
                     std::vector<Problem>& problems) {
  const Value* section = document.find("variables");
  if (section == nullptr || section->is_null()) return;
  if (!section->is_map()) {
    problems.push_back(
        section->problem("wrong-type", "variables: expected a map of names and values, got " +
                                           std::string(kind_name(section->kind()))));
    return;
  }
  for (const Value::Member& member : section->as_map()) {
    Value name;
    name.set_mark(member.key_mark);
    values_.set(member.key, member.value);
    if (!is_variable_name(member.key)) {
      problems.push_back(name.problem("bad-name", "variables." + member.key + ": not a name",
                                      "use letters, digits and _"));
    } else if (std::find(reserved_names.begin(), reserved_names.end(), member.key) !=
               reserved_names.end()) {
      problems.push_back(name.problem("bad-name",
                                      "variables." + member.key +
                                          ": an experiment has a key of "
                                          "this name already",
                                      "choose another name"));
    } else if (member.value.is_null()) {
      problems.push_back(member.value.problem(std::string(kUnset),
                                              "variables." + member.key + ": no value is given",
                                              "add `--set " + member.key + "=…`"));
    } else if (uses_variables(member.value)) {
      problems.push_back(member.value.problem(
          "nested-variable", "variables." + member.key + ": a variable cannot use another one",
          "use both where they are needed"));
    }
  }
}

void Variables::substitute(Value& document, std::vector<Problem>& problems) {
  if (!document.is_map()) return;
  for (Value::Member& member : document.as_map()) {
    if (member.key != "variables") substitute_in(member.value, problems);
  }
}

void Variables::substitute_in(Value& value, std::vector<Problem>& problems) {
  if (value.is_list()) {
    for (Value& entry : value.as_list()) substitute_in(entry, problems);
  } else if (value.is_map()) {
    for (Value::Member& member : value.as_map()) substitute_in(member.value, problems);
  } else if (value.is_string() && value.as_string().find("${") != std::string::npos) {
    if (const std::string_view name = lone_name(value.as_string()); !name.empty()) {
      if (const Value* variable = values_.find(name); variable && !variable->is_null()) {
        value = Value(*variable);
        return;
      }
    }
    bool failed = false;
    Value text(replace(value, failed, problems));
    text.set_mark(value.mark());
    if (failed) failed_.push_back(text);
    value = std::move(text);
  }
}

std::string Variables::replace(const Value& value, bool& failed,
                               std::vector<Problem>& problems) const {
  const std::string& text = value.as_string();
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    if (text.compare(offset, 3, "$${") == 0) {
      result += "${";
      offset += 3;
      continue;
    }
    if (text.compare(offset, 2, "${") != 0) {
      result += text[offset++];
      continue;
    }
    const std::size_t end = text.find('}', offset);
    if (end == std::string::npos) {
      problems.push_back(value.problem(std::string(kUnknown), "`${` without `}`",
                                       "write `${name}`, or `$${` for the characters `${`"));
      failed = true;
      return text;
    }
    const std::string name = text.substr(offset + 2, end - offset - 2);
    const Value* variable = values_.find(name);
    if (variable == nullptr) {
      std::vector<std::string> names;
      for (const Value::Member& member : values_.as_map()) names.push_back(member.key);
      const std::string near = nearest(name, names);
      problems.push_back(value.problem(
          std::string(kUnknown), "no variable named `" + name + "`",
          near.empty() ? "declare it under `variables`" : "did you mean `${" + near + "}`?"));
      failed = true;
    } else if (variable->is_null()) {
      failed = true;
    } else if (variable->is_list() || variable->is_map()) {
      problems.push_back(value.problem(
          std::string(kUnknown),
          "variable `" + name + "` is " + kind_name(variable->kind()) + " and no part of a text",
          "use `${" + name + "}` alone"));
      failed = true;
    } else {
      result += spelling(*variable);
    }
    offset = end + 1;
  }
  return result;
}

void Variables::drop_consequences(std::vector<Problem>& problems) const {
  const auto is_consequence = [this](const Problem& problem) {
    return problem.code != kUnset && problem.code != kUnknown &&
           std::any_of(failed_.begin(), failed_.end(),
                       [&problem](const Value& place) { return is_at(problem, place); });
  };
  problems.erase(std::remove_if(problems.begin(), problems.end(), is_consequence), problems.end());
}

Value escape_variables(const Value& value) {
  Value result = value;
  if (result.is_string()) {
    std::string text = result.as_string();
    for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) {
      text.insert(at, 1, '$');
    }
    result = Value(std::move(text));
    result.set_mark(value.mark());
  } else if (result.is_list()) {
    for (Value& entry : result.as_list()) entry = escape_variables(entry);
  } else if (result.is_map()) {
    for (Value::Member& member : result.as_map()) member.value = escape_variables(member.value);
  }
  return result;
}

}  // namespace graft
