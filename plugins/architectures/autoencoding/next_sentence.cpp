#include "next_sentence.h"

#include <algorithm>

#include "graft/batch.h"

namespace graft {

std::vector<std::vector<std::int64_t>> unpadded_rows(const Tensor& windows) {
  std::vector<std::vector<std::int64_t>> rows;
  const std::int64_t length = windows.dim(1);
  for (std::int64_t row = 0; row < windows.dim(0); ++row) {
    const std::int64_t* const begin = windows.data<std::int64_t>() + row * length;
    rows.emplace_back(begin, std::find(begin, begin + length, kIgnoreIndex));
  }
  return rows;
}

std::vector<SentencePair> sentence_pairs(const Tensor& windows, Rng& rng) {
  const std::vector<std::vector<std::int64_t>> rows = unpadded_rows(windows);
  const auto middle = [](const std::vector<std::int64_t>& row) {
    return row.begin() + static_cast<std::ptrdiff_t>(row.size() / 2);
  };
  std::vector<SentencePair> pairs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SentencePair pair;
    pair.first.assign(rows[i].begin(), middle(rows[i]));
    std::size_t source = i;
    if (rows.size() > 1 && rng.below(2) == 1) {
      // Any other row, all alike.
      source = static_cast<std::size_t>(rng.below(static_cast<std::int64_t>(rows.size()) - 1));
      if (source >= i) ++source;
      pair.follows = false;
    }
    pair.second.assign(middle(rows[source]), rows[source].end());
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace graft
