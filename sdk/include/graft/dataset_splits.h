#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Which examples of which file each split of a data set has. What `Dataset` asks for, and the
/// option `validation_share`.
class GRAFT_API DatasetSplits {
 public:
  /// `dataset`: its name, for messages.
  explicit DatasetSplits(std::string dataset) : dataset_(std::move(dataset)) {}

  /// An example: its file, counted in the order of `add`, and its place in there.
  struct Place {
    std::size_t file = 0;
    std::int64_t index = 0;
  };

  /// A split that is all `count` examples of a file.
  void add(const std::string& split, const std::string& file, std::int64_t count);

  /// Makes the last `share` of the training examples the validation split (held_out_count);
  /// nothing where it is 0. Throws InputError, about the data at `path`, where there is no training
  /// split, a validation split already, or nothing left to train on.
  void hold_out(const std::string& path, double share);
  /// The same with examples from all over the file, whatever order they stand in: one out of each
  /// of as many equal pieces, always the same ones.
  void hold_out_spread(const std::string& path, double share);
  /// The first half of that: throws where there is nothing to hold out from, or no need to.
  void require_hold_out(const std::string& path) const;
  /// The training split keeps its first `kept` examples, and the `count` behind them in its file
  /// become the validation split.
  void divide_training(std::int64_t kept, std::int64_t count);

  /// Those that exist, in the order training, validation, test.
  std::vector<std::string> names() const;
  /// Throws InputError for a split that does not exist.
  std::int64_t size(const std::string& split) const;
  /// Throws InputError for a split or an example that does not exist.
  Place at(const std::string& split, std::int64_t index) const;

 private:
  enum class Part { kAll, kHeldOut, kKept };  // of the examples of the training file
  struct Range {
    std::size_t file = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    Part part = Part::kAll;  // of the others `begin` is 0, and `end` their number
  };
  const Range& range(const std::string& split) const;
  std::int64_t held_out(std::int64_t index) const;
  std::int64_t kept(std::int64_t index) const;

  std::string dataset_;
  std::vector<std::string> files_;
  std::map<std::string, Range> ranges_;  // by split
  std::int64_t num_held_out_ = 0;        // of `num_divided_` examples, spread over their file
  std::int64_t num_divided_ = 0;
};

}  // namespace graft
