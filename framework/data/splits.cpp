#include "framework/data/splits.h"

#include <algorithm>
#include <numeric>

#include "graft/error.h"

namespace graft {

bool has_split(const Dataset& dataset, const std::string& split) {
  const std::vector<std::string> splits = dataset.splits();
  return std::find(splits.begin(), splits.end(), split) != splits.end();
}

std::string final_split(const Dataset& dataset) {
  for (const char* split : {"test", "validation"}) {
    if (has_split(dataset, split)) return split;
  }
  throw InputError("missing-split", "the data has neither a test nor a validation split",
                   "add one, or hold out a share of the training split");
}

std::vector<std::int64_t> all_examples(const Dataset& dataset, const std::string& split) {
  return first_examples(dataset, split, dataset.size(split));
}

std::vector<std::int64_t> first_examples(const Dataset& dataset, const std::string& split,
                                         std::int64_t most) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(std::min(dataset.size(split), most)));
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

}  // namespace graft
