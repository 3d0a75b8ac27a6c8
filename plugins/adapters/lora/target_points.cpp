#include "target_points.h"

#include <algorithm>
#include <regex>

#include "graft/error.h"

namespace graft {

namespace {

constexpr const char* kWhere = "target_modules";
constexpr std::size_t kMaxRegexLength = 4096;  // std::regex is recursive

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

std::vector<NamedGraftPoint> matching_regex(std::vector<NamedGraftPoint> points,
                                            const std::string& expression) {
  std::regex regex;
  if (expression.size() > kMaxRegexLength) {
    throw InputError("bad-regex", "target_modules: the regular expression has " +
                                      std::to_string(expression.size()) + " characters; at most " +
                                      std::to_string(kMaxRegexLength) + " are read");
  }
  try {
    regex = std::regex(expression);
  } catch (const std::regex_error& error) {
    throw InputError("bad-regex", std::string("target_modules: the regular expression \"") +
                                      expression + "\" cannot be read: " + error.what());
  }
  std::erase_if(points,
                [&](const NamedGraftPoint& named) { return !std::regex_match(named.name, regex); });
  return points;
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
    throw InputError("no-match", "target_modules: no linear map of this model is chosen",
                     "`graft plan` lists the graft points of a model");
  }
  return chosen;
}

}  // namespace graft
