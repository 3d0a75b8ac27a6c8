#include "framework/data/truncation.h"

#include "graft/error.h"
#include "graft/options.h"

namespace graft {

namespace {

const std::vector<std::string>& truncation_names() {
  static const std::vector<std::string> kNames = {"longest_first", "only_first", "only_second"};
  return kNames;
}

void shrink(std::vector<std::int64_t>& ids, std::int64_t excess, const char* which) {
  const auto size = static_cast<std::int64_t>(ids.size());
  if (size <= excess) {
    throw InputError("too-long",
                     std::to_string(excess) + " tokens have to go, and the " + which +
                         " text has only " + std::to_string(size) + ", of which one has to stay",
                     "raise max_length, or use the truncation longest_first");
  }
  ids.resize(ids.size() - static_cast<std::size_t>(excess));
}

}  // namespace

Truncation truncation_named(const std::string& name) {
  const std::vector<std::string>& names = truncation_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Truncation>(i);
  }
  const std::string near = nearest(name, names);
  throw InputError(
      "bad-value",
      "truncation: expected longest_first, only_first or only_second, got \"" + name + "\"",
      near.empty() ? "" : "did you mean `" + near + "`?");
}

void truncate(std::vector<std::int64_t>& first, std::vector<std::int64_t>* second,
              std::int64_t excess, Truncation truncation) {
  if (excess <= 0) return;
  switch (truncation) {
    case Truncation::kOnlyFirst:
      shrink(first, excess, "first");
      return;
    case Truncation::kOnlySecond:
      if (second == nullptr) {
        throw InputError("missing-field", "truncation only_second needs `text_pair`",
                         "add it, or use only_first");
      }
      shrink(*second, excess, "second");
      return;
    case Truncation::kLongestFirst:
      break;
  }
  for (; excess > 0; --excess) {
    std::vector<std::int64_t>* const longer =
        second == nullptr || first.size() > second->size() ? &first : second;
    if (longer->empty()) return;
    longer->pop_back();
  }
}

}  // namespace graft
