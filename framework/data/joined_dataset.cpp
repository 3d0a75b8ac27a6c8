#include "framework/data/joined_dataset.h"

#include <algorithm>
#include <utility>

#include "framework/data/splits.h"
#include "graft/error.h"

namespace graft {

JoinedDataset::JoinedDataset(std::vector<std::unique_ptr<Dataset>> parts)
    : parts_(std::move(parts)) {}

std::vector<std::string> JoinedDataset::splits() const {
  std::vector<std::string> names;
  for (const char* const name : {"train", "validation", "test"}) {
    const bool is_there = std::any_of(parts_.begin(), parts_.end(),
                                      [name](const auto& part) { return has_split(*part, name); });
    if (is_there) names.emplace_back(name);
  }
  return names;
}

std::int64_t JoinedDataset::size(const std::string& split) const {
  std::int64_t size = 0;
  bool is_there = false;
  for (const auto& part : parts_) {
    if (!has_split(*part, split)) continue;
    size += part->size(split);
    is_there = true;
  }
  if (is_there) return size;
  throw InputError("missing-split", "none of the datasets has a split \"" + split + "\"");
}

Example JoinedDataset::example(const std::string& split, std::int64_t index) const {
  std::int64_t left = index;
  for (const auto& part : parts_) {
    if (left < 0 || !has_split(*part, split)) continue;
    if (left < part->size(split)) return part->example(split, left);
    left -= part->size(split);
  }
  throw InputError("out-of-range", "split \"" + split + "\" has " + std::to_string(size(split)) +
                                       " examples, asked for " + std::to_string(index));
}

}  // namespace graft
