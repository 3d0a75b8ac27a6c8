#include "graft/dataset_splits.h"

#include <cstdint>

#include "graft/error.h"
#include "graft/split_files.h"

namespace graft {

void DatasetSplits::add(const std::string& split, const std::string& file, std::int64_t count) {
  ranges_[split] = {files_.size(), 0, count, Part::kAll};
  files_.push_back(file);
}

void DatasetSplits::require_hold_out(const std::string& path) const {
  const auto validation = ranges_.find("validation");
  const bool has_training = ranges_.contains("train");
  if (has_training && validation == ranges_.end()) return;
  throw InputError(
      {Problem{path, 0, 0, "conflicting-option",
               has_training ? "validation_share is given, but there is a validation file, " +
                                  files_[validation->second.file]
                            : "validation_share needs a training split, and there is none",
               "remove validation_share"}});
}

void DatasetSplits::hold_out(const std::string& path, double share) {
  if (share <= 0.0) return;
  require_hold_out(path);
  const std::int64_t all = size("train");
  const std::int64_t count = held_out_count(all, share);
  divide_training(all - count, count);
}

void DatasetSplits::divide_training(std::int64_t kept, std::int64_t count) {
  Range& train = ranges_.at("train");
  train.end = train.begin + kept;
  ranges_["validation"] = {train.file, train.end, train.end + count, Part::kAll};
}

void DatasetSplits::hold_out_spread(const std::string& path, double share) {
  if (share <= 0.0) return;
  require_hold_out(path);
  num_divided_ = size("train");
  num_held_out_ = held_out_count(num_divided_, share);
  const std::size_t file = ranges_.at("train").file;
  ranges_["train"] = {file, 0, num_divided_ - num_held_out_, Part::kKept};
  ranges_["validation"] = {file, 0, num_held_out_, Part::kHeldOut};
}

std::int64_t DatasetSplits::held_out(std::int64_t index) const {
  const std::int64_t begin = index * num_divided_ / num_held_out_;
  const std::int64_t size = (index + 1) * num_divided_ / num_held_out_ - begin;
  // The place moves from piece to piece by the golden ratio: no order that repeats itself, such as
  // one class after another, gives always the same.
  constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15u;
  const std::uint64_t share = (static_cast<std::uint64_t>(index) * kGoldenRatio) >> 32;
  const std::uint64_t before_end = (share * static_cast<std::uint64_t>(size)) >> 32;
  return begin + size - 1 - static_cast<std::int64_t>(before_end);
}

std::int64_t DatasetSplits::kept(std::int64_t index) const {
  // The number of held-out examples before it: the first of them that does not stand before it.
  std::int64_t low = 0;
  std::int64_t high = num_held_out_;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (held_out(middle) - middle > index) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return index + low;
}

std::vector<std::string> DatasetSplits::names() const {
  std::vector<std::string> names;
  for (const char* const name : {"train", "validation", "test"}) {
    if (ranges_.contains(name)) names.emplace_back(name);
  }
  return names;
}

std::int64_t DatasetSplits::size(const std::string& split) const {
  const Range& examples = range(split);
  return examples.end - examples.begin;
}

DatasetSplits::Place DatasetSplits::at(const std::string& split, std::int64_t index) const {
  const Range& examples = range(split);
  if (index >= 0 && index < examples.end - examples.begin) {
    if (examples.part == Part::kHeldOut) return {examples.file, held_out(index)};
    if (examples.part == Part::kKept) return {examples.file, kept(index)};
    return {examples.file, examples.begin + index};
  }
  throw InputError("out-of-range", dataset_ + ": split \"" + split + "\" has " +
                                       std::to_string(size(split)) + " examples, asked for " +
                                       std::to_string(index));
}

const DatasetSplits::Range& DatasetSplits::range(const std::string& split) const {
  const auto found = ranges_.find(split);
  if (found != ranges_.end()) return found->second;
  std::string present;
  for (const std::string& name : names()) present += (present.empty() ? "" : ", ") + name;
  throw InputError("missing-split", dataset_ + ": no split \"" + split + "\"",
                   "there is " + present);
}

}  // namespace graft
