#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/json.h"
#include "graft/roles/dataset.h"

namespace graft {

/// Examples that stand in the test, by split: one text of JSON each, of texts, numbers and lists of
/// texts.
class ListedExamples : public Dataset {
 public:
  explicit ListedExamples(std::map<std::string, std::vector<std::string>> rows)
      : rows_(std::move(rows)) {}

  std::vector<std::string> splits() const override {
    std::vector<std::string> names;
    for (const auto& [name, rows] : rows_) names.push_back(name);
    return names;
  }

  std::int64_t size(const std::string& split) const override {
    const auto found = rows_.find(split);
    if (found == rows_.end()) throw InputError("missing-split", "no split " + split);
    return std::ssize(found->second);
  }

  Example example(const std::string& split, std::int64_t index) const override {
    const Value row = parse_json(rows_.at(split).at(static_cast<std::size_t>(index)), "row");
    Example example;
    for (const Value::Member& member : row.as_map()) {
      example.columns[member.key] = cell_of(member.value);
    }
    return example;
  }

 private:
  static Cell cell_of(const Value& value) {
    if (value.is_int()) return value.as_int();
    if (value.is_string()) return value.as_string();
    if (!value.is_list()) return value.as_double();
    std::vector<std::string> words;
    for (const Value& word : value.as_list()) words.push_back(word.as_string());
    return words;
  }

  std::map<std::string, std::vector<std::string>> rows_;
};

}  // namespace graft
