#include "framework/config/settings.h"

#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

#include "framework/config/experiment_keys.h"
#include "framework/config/yaml.h"

namespace graft {
namespace {

constexpr const char* kPrefix = "--set ";

std::vector<std::string> split(const std::string& key) {
  std::vector<std::string> parts(1);
  for (const char character : key) {
    if (character == '.') {
      parts.emplace_back();
    } else {
      parts.back() += character;
    }
  }
  return parts;
}

void set_marks(Value& value, const Mark& mark) {
  value.set_mark(mark);
  if (value.is_list()) {
    for (Value& entry : value.as_list()) set_marks(entry, mark);
  } else if (value.is_map()) {
    for (Value::Member& member : value.as_map()) {
      member.key_mark = mark;
      set_marks(member.value, mark);
    }
  }
}

std::vector<std::string> keys_of(const Value* map) {
  std::vector<std::string> keys;
  if (map == nullptr || !map->is_map()) return keys;
  for (const Value::Member& member : map->as_map()) keys.push_back(member.key);
  return keys;
}

/// Walks one setting's key through the document.
class Application {
 public:
  Application(Value& document, const Setting& setting, std::vector<Problem>& problems)
      : document_(document), setting_(setting), problems_(problems) {
    mark_.file = std::make_shared<const std::string>(kPrefix + setting.key);
  }

  void run() {
    const std::size_t num_problems = problems_.size();
    Value value = parse_setting(setting_.value, *mark_.file, problems_);
    if (problems_.size() > num_problems) return;

    std::vector<std::string> parts = split(setting_.key);
    const Value* variables = document_.find("variables");
    if (parts.size() == 1 && variables != nullptr && variables->find(parts.front()) != nullptr) {
      parts.insert(parts.begin(), "variables");
    }
    if (parts.front() == "plugins") {
      fail("`plugins` cannot be set", "use `--plugins MANIFEST`");
      return;
    }
    Value* node = &document_;
    for (depth_ = 0; depth_ < parts.size(); ++depth_) {
      node = step_into(*node, parts[depth_]);
      if (node == nullptr) return;
      passed_ += (depth_ == 0 ? "" : ".") + parts[depth_];
    }
    *node = std::move(value);
  }

 private:
  void fail(const std::string& message, const std::string& hint) {
    problems_.push_back(Problem{*mark_.file, 0, 0, "bad-setting", message, hint});
  }

  /// The child of this name, created where an experiment may have one; nullptr after a report.
  Value* step_into(Value& node, const std::string& part) {
    if (node.is_list()) return entry_of(node, part);
    if (node.is_null()) {
      node = Value::map();
      node.set_mark(mark_);
    }
    if (!node.is_map()) {
      fail("`" + passed_ + "` is a value and has no `" + part + "`",
           "set `" + passed_ + "` itself");
      return nullptr;
    }
    if (Value* child = node.find(part)) return child;
    if (!may_create(node, part)) return nullptr;
    node.as_map().push_back(Value::Member{part, Value(), mark_});
    return &node.as_map().back().value;
  }

  Value* entry_of(Value& list, const std::string& part) {
    std::size_t index = 0;
    const auto result = std::from_chars(part.data(), part.data() + part.size(), index);
    if (result.ec == std::errc() && result.ptr == part.data() + part.size() &&
        index < list.as_list().size()) {
      return &list.as_list()[index];
    }
    fail("`" + passed_ + "` is a list of " + std::to_string(list.as_list().size()) +
             " entries and has no `" + part + "`",
         "count its entries from 0, or set `" + passed_ + "` itself");
    return nullptr;
  }

  /// Keys of sections may be new; sections at the top, stages and variables must be there.
  bool may_create(const Value& node, const std::string& part) {
    if (part.empty()) {
      fail("an empty name in `" + setting_.key + "`", "write `section.key=value`");
      return false;
    }
    std::vector<std::string> known;
    std::string what;
    if (depth_ == 0) {
      known = names_of(experiment_keys());
      for (const std::string& key : known) {
        if (key == part) return true;
      }
      const std::vector<std::string> variables = keys_of(document_.find("variables"));
      known.insert(known.end(), variables.begin(), variables.end());
      what = "no variable and no section named `" + part + "`";
    } else if (depth_ == 1 && passed_ == "stages") {
      known = keys_of(&node);
      what = "no stage named `" + part + "`";
    } else if (depth_ == 1 && passed_ == "variables") {
      known = keys_of(&node);
      what = "no variable named `" + part + "`";
    } else {
      return true;
    }
    fail(what, nearest_or_all(part, known));
    return false;
  }

  Value& document_;
  const Setting& setting_;
  std::vector<Problem>& problems_;
  Mark mark_;
  std::size_t depth_ = 0;
  std::string passed_;  // the part of the key that has been followed
};

}  // namespace

Value parse_setting(const std::string& text, const std::string& option,
                    std::vector<Problem>& problems) {
  try {
    Value value = parse_yaml(text, option);
    set_marks(value, Mark{std::make_shared<const std::string>(option), 0, 0});
    return value;
  } catch (const InputError& error) {
    for (Problem problem : error.problems()) {
      problem.line = problem.column = 0;
      problems.push_back(std::move(problem));
    }
    return Value();
  }
}

bool is_setting(const std::string& file) { return file.starts_with(kPrefix); }

void drop_repeated_keys(std::vector<Problem>& problems) {
  for (Problem& problem : problems) {
    if (!is_setting(problem.file)) continue;
    const std::string repeated = problem.file.substr(std::string_view(kPrefix).size()) + ": ";
    if (problem.message.starts_with(repeated)) problem.message.erase(0, repeated.size());
  }
}

void apply_settings(Value& document, const std::vector<Setting>& settings,
                    std::vector<Problem>& problems) {
  for (const Setting& setting : settings) Application(document, setting, problems).run();
}

}  // namespace graft
