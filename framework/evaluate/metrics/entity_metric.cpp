#include "framework/evaluate/metrics/entity_metric.h"

#include <utility>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kSumsPerType = 3;  // actual, predicted, right

std::vector<ClassCounts> counts_of(std::span<const double> sums) {
  std::vector<ClassCounts> types;
  for (std::size_t i = 0; i < sums.size(); i += kSumsPerType) {
    types.push_back({sums[i], sums[i + 1], sums[i + 2]});
  }
  return types;
}

}  // namespace

EntityMetric::EntityMetric(std::vector<std::string> types, TagMode mode)
    : SumMetric(static_cast<std::int64_t>(kSumsPerType) * std::ssize(types)),
      types_(std::move(types)),
      mode_(mode) {
  for (std::size_t i = 0; i < types_.size(); ++i) {
    first_sums_[types_[i]] = static_cast<std::uint32_t>(kSumsPerType * i);
  }
}

std::uint32_t EntityMetric::first_sum(const std::string& type) const {
  const auto found = first_sums_.find(type);
  if (found != first_sums_.end()) return found->second;
  std::string known;
  for (const std::string& name : types_) known += (known.empty() ? "" : ", ") + name;
  throw InputError("unknown-entity-type", "no type \"" + type + "\" among the entities' types",
                   "the training data have: " + known);
}

void EntityMetric::add(const std::vector<std::string>& tags,
                       const std::vector<std::string>& predictions) {
  if (tags.size() != predictions.size()) {
    throw Error("entity metric: " + std::to_string(tags.size()) + " tags and " +
                std::to_string(predictions.size()) + " predicted tags of one sentence");
  }
  const std::vector<EntitySpan> actual = entity_spans(tags, mode_);
  const std::vector<EntitySpan> predicted = entity_spans(predictions, mode_);
  std::vector<Addend> addends;
  for (const EntitySpan& span : actual) addends.push_back({first_sum(span.type), 1.0});
  auto candidate = actual.begin();  // both are in the order of their first words
  for (const EntitySpan& span : predicted) {
    addends.push_back({first_sum(span.type) + 1, 1.0});
    while (candidate != actual.end() && candidate->begin < span.begin) ++candidate;
    const bool is_right = candidate != actual.end() && *candidate == span;
    if (is_right) addends.push_back({first_sum(span.type) + 2, 1.0});
  }
  add_item(addends);
}

std::vector<std::string> EntityMetric::names() const {
  return {"entity_f1", "entity_precision", "entity_recall", "entity_macro_f1"};
}

std::string EntityMetric::signature() const {
  if (mode_ == TagMode::kConll) return "mode:conlleval";
  return mode_ == TagMode::kStrictIob2 ? "mode:strict|scheme:IOB2" : "mode:strict|scheme:IOBES";
}

std::vector<double> EntityMetric::from_sums(std::span<const double> sums) const {
  const std::vector<ClassCounts> types = counts_of(sums);
  const ClassCounts all = micro_counts(types);
  return {f1_score(all), precision(all), recall(all), macro_f1(types)};
}

std::vector<ClassReport> EntityMetric::type_report() const {
  return class_report(types_, counts_of(items().totals()));
}

}  // namespace graft
