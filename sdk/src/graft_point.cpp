#include "graft/graft_point.h"

#include <algorithm>
#include <set>
#include <utility>

#include "graft/error.h"
#include "graft/options.h"

namespace graft {

const char* name_of(GraftPointKind kind) {
  switch (kind) {
    case GraftPointKind::kLinear:
      return "linear";
    case GraftPointKind::kEmbedding:
      return "embedding";
    case GraftPointKind::kAttention:
      return "attention";
    case GraftPointKind::kSublayer:
      return "sublayer";
  }
  return "?";
}

Graft::~Graft() = default;
Tensor Graft::input(const Tensor& input, ForwardContext&) { return input; }
Tensor Graft::output(const Tensor&, const Tensor& output, ForwardContext&) { return output; }
std::optional<KeyValue> Graft::prefix(std::int64_t, ForwardContext&) { return std::nullopt; }

GraftPoint::GraftPoint(GraftPointKind kind, std::int64_t in_features, std::int64_t out_features)
    : kind_(kind), in_features_(in_features), out_features_(out_features) {}

void GraftPoint::attach(std::shared_ptr<Graft> graft) { grafts_.push_back(std::move(graft)); }
void GraftPoint::detach_all() { grafts_.clear(); }

Tensor GraftPoint::apply_input(const Tensor& input, ForwardContext& context) const {
  Tensor result = input;
  for (const auto& graft : grafts_) result = graft->input(result, context);
  return result;
}

Tensor GraftPoint::apply_output(const Tensor& input, const Tensor& output,
                                ForwardContext& context) const {
  Tensor result = output;
  for (const auto& graft : grafts_) result = graft->output(input, result, context);
  return result;
}

std::vector<KeyValue> GraftPoint::prefixes(std::int64_t batch, ForwardContext& context) const {
  std::vector<KeyValue> result;
  for (const auto& graft : grafts_) {
    if (auto prefix = graft->prefix(batch, context)) result.push_back(std::move(*prefix));
  }
  return result;
}

namespace {

/// `*` any characters, `?` one; linear in the product of both lengths.
bool matches_glob(const std::string& name, const std::string& pattern) {
  std::size_t n = 0;
  std::size_t p = 0;
  std::size_t star = std::string::npos;
  std::size_t resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n]) && pattern[p] != '*') {
      ++n, ++p;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool matches_pattern(const std::string& name, const std::string& pattern) {
  if (pattern.find_first_of("*?") != std::string::npos) return matches_glob(name, pattern);
  return name == pattern || name.ends_with("." + pattern);
}

namespace {

/// What a pattern may have meant: names, their last parts and parts after a `*.`.
std::string near_names(const std::vector<NamedGraftPoint>& points, const std::string& pattern) {
  std::set<std::string> ends;
  for (const NamedGraftPoint& named : points) {
    const std::size_t last = named.name.rfind('.');
    ends.insert(last == std::string::npos ? named.name : named.name.substr(last + 1));
  }
  const std::size_t last = pattern.rfind('.');
  const std::string end = last == std::string::npos ? pattern : pattern.substr(last + 1);
  const std::string near = nearest(end, {ends.begin(), ends.end()});
  if (!near.empty()) return "did you mean `" + near + "`?";
  std::string all;
  for (const std::string& name : ends) all += (all.empty() ? "`" : ", `") + name + "`";
  return "there are " + all;
}

}  // namespace

std::vector<NamedGraftPoint> select_points(const std::vector<NamedGraftPoint>& points,
                                           GraftPointKind kind,
                                           const std::vector<std::string>& patterns,
                                           const std::string& where) {
  std::vector<NamedGraftPoint> candidates;
  std::copy_if(points.begin(), points.end(), std::back_inserter(candidates),
               [kind](const NamedGraftPoint& named) { return named.point->kind() == kind; });
  std::vector<bool> chosen(candidates.size(), false);
  std::vector<Problem> problems;
  for (const std::string& pattern : patterns) {
    bool matched = false;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (!matches_pattern(candidates[i].name, pattern)) continue;
      chosen[i] = true;
      matched = true;
    }
    if (matched) continue;
    problems.push_back(Problem{
        "", 0, 0, "no-match",
        where + ": the pattern `" + pattern + "` matches none of the " +
            std::to_string(candidates.size()) + " " + name_of(kind) + " graft points of this model",
        candidates.empty() ? std::string("this model has no ") + name_of(kind) + " graft points"
                           : near_names(candidates, pattern)});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  std::vector<NamedGraftPoint> selected;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (chosen[i]) selected.push_back(candidates[i]);
  }
  return selected;
}

}  // namespace graft
