#include "graft/dataset_splits.h"

#include "graft/error.h"
#include "graft/split_files.h"

namespace graft {

void DatasetSplits::add(const std::string& split, const std::string& file, std::int64_t count) {
  ranges_[split] = {files_.size(), 0, count};
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
  ranges_["validation"] = {train.file, train.end, train.end + count};
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
