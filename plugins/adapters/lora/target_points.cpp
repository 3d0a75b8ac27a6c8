#include "target_points.h"

#include <algorithm>
#include <regex>

#include "graft/error.h"

namespace graft {

namespace {

constexpr const char* kWhere = "target_modules";
constexpr std::size_t kMaxRegexLength = 4096;  // std::regex is recursive
constexpr std::size_t kMostNames = 6;          // in a message

std::vector<NamedGraftPoint> linear_points(const std::vector<NamedGraftPoint>& points) {
  std::vector<NamedGraftPoint> linear;
  std::copy_if(
      points.begin(), points.end(), std::back_inserter(linear),
      [](const NamedGraftPoint& named) { return named.point->kind() == GraftPointKind::kLinear; });
  return linear;
}

std::vector<NamedGraftPoint> outside_head(std::vector<NamedGraftPoint> points) {
  std::erase_if(points, [](const NamedGraftPoint& named) { return named.in_head; });
  return points;
}

std::regex read_regex(const std::string& expression) {
  if (expression.size() > kMaxRegexLength) {
    throw InputError("bad-regex", "target_modules: the regular expression has " +
                                      std::to_string(expression.size()) + " characters; at most " +
                                      std::to_string(kMaxRegexLength) + " are read");
  }
  try {
    return std::regex(expression);
  } catch (const std::regex_error& error) {
    throw InputError("bad-regex", std::string("target_modules: the regular expression \"") +
                                      expression + "\" cannot be read: " + error.what());
  }
}

std::vector<NamedGraftPoint> matching_regex(std::vector<NamedGraftPoint> points,
                                            const std::string& expression) {
  const std::regex regex = read_regex(expression);
  std::erase_if(points,
                [&](const NamedGraftPoint& named) { return !std::regex_match(named.name, regex); });
  return points;
}

/// What stands behind the last of `separators`.
std::string end_of(const std::string& text, const char* separators) {
  return text.substr(text.find_last_of(separators) + 1);
}

/// Some linear maps; first those that hold what the expression describes, or end nearly as it does.
std::string names_near(const std::vector<NamedGraftPoint>& linear, const std::string& expression) {
  std::vector<std::string> names;
  std::vector<std::string> ends;
  for (const NamedGraftPoint& named : linear) {
    names.push_back(named.name);
    ends.push_back(end_of(named.name, "."));
  }
  const std::regex regex = read_regex(expression);
  const std::string end = nearest(end_of(expression, ".*+?()[]{}|^$\\"), ends);
  std::stable_partition(names.begin(), names.end(), [&](const std::string& name) {
    return (!end.empty() && matches_pattern(name, end)) || std::regex_search(name, regex);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i) {
    text += (i == 0 ? "`" : ", `") + names[i] + "`";
  }
  return names.size() > kMostNames ? text + " …" : text;
}

/// The patterns that match at least one linear map.
std::vector<std::string> matched_patterns(const std::vector<NamedGraftPoint>& linear,
                                          const std::vector<std::string>& patterns) {
  std::vector<std::string> matched;
  for (const std::string& pattern : patterns) {
    const auto matches = [&](const NamedGraftPoint& named) {
      return matches_pattern(named.name, pattern);
    };
    if (std::any_of(linear.begin(), linear.end(), matches)) matched.push_back(pattern);
  }
  return matched;
}

}  // namespace

std::vector<NamedGraftPoint> target_points(const std::vector<NamedGraftPoint>& points,
                                           const LoraOptions& options) {
  const std::vector<NamedGraftPoint> linear = linear_points(points);
  std::vector<NamedGraftPoint> chosen;
  if (options.target_regex) {
    chosen = matching_regex(linear, *options.target_regex);
  } else if (options.target_modules.empty()) {
    chosen = outside_head(linear);
  } else {
    std::vector<std::string> patterns = options.target_modules;
    if (options.allow_unmatched) {
      const std::vector<std::string> matched = matched_patterns(linear, patterns);
      if (!matched.empty()) patterns = matched;  // else the message lists what was tried
    }
    chosen = select_points(points, GraftPointKind::kLinear, patterns, kWhere);
  }
  if (chosen.empty()) {
    const std::string names = names_near(linear, options.target_regex.value_or(""));
    throw InputError("no-match", "target_modules: no linear map of this model is chosen",
                     names.empty() ? "the model has none" : "there are " + names);
  }
  return chosen;
}

}  // namespace graft
