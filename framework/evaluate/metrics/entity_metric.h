#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/entity_spans.h"
#include "framework/evaluate/metrics/f1_score.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// Named entities of sentences: `entity_precision`, `entity_recall` and `entity_f1` over all
/// entities, `entity_macro_f1` over the types that occur. An entity is right where words and type
/// are those of a true one. As seqeval. A sentence is the item.
/// Memory: 8 bytes for each type of a sentence, true, said or right, and 8 more a sentence.
class EntityMetric : public SumMetric {
 public:
  /// `types`: those that may occur, as entity_types() lists them.
  explicit EntityMetric(std::vector<std::string> types, TagMode mode = TagMode::kConll);

  /// One sentence. Throws InputError for tags of another form or type, and Error where the numbers
  /// of tags differ.
  void add(const std::vector<std::string>& tags, const std::vector<std::string>& predictions);

  std::vector<std::string> names() const override;
  std::string signature() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

  /// A line for each type, in the order of the types.
  std::vector<ClassReport> type_report() const;

 private:
  std::uint32_t first_sum(const std::string& type) const;

  std::vector<std::string> types_;
  std::map<std::string, std::uint32_t> first_sums_;
  TagMode mode_;
};

}  // namespace graft
