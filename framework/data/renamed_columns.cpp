#include "framework/data/renamed_columns.h"

#include "graft/error.h"

namespace graft {

RenamedColumns::RenamedColumns(std::unique_ptr<Dataset> dataset, std::vector<std::string> from,
                               std::vector<std::string> to)
    : dataset_(std::move(dataset)), from_(std::move(from)), to_(std::move(to)) {
  if (from_.size() != to_.size()) throw Error("columns and their names differ in number");
}

Example RenamedColumns::example(const std::string& split, std::int64_t index) const {
  const Example original = dataset_->example(split, index);
  Example renamed = original;
  // All are read before any is written: two may change names with each other.
  for (const std::string& name : from_) {
    original.at(name);
    renamed.columns.erase(name);
  }
  for (std::size_t k = 0; k < from_.size(); ++k) renamed.columns[to_[k]] = original.at(from_[k]);
  return renamed;
}

}  // namespace graft
