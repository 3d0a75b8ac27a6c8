#include "framework/evaluate/metrics/common_subsequence.h"

#include <algorithm>
#include <utility>

namespace graft {

namespace {

/// Fills the table of lengths row by row. `visit` sees each cell that no pair of equal tokens ends
/// in: row, column, the length without the token of `left`, and without that of `right`.
template <typename Visit>
std::size_t fill_table(const Tokens& left, const Tokens& right, const Visit& visit) {
  std::vector<std::size_t> above(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = 0; j < right.size(); ++j) {
      if (left[i] == right[j]) {
        row[j + 1] = above[j] + 1;
      } else {
        visit(i, j, above[j + 1], row[j]);
        row[j + 1] = std::max(above[j + 1], row[j]);
      }
    }
    std::swap(above, row);
  }
  return above.back();
}

}  // namespace

std::size_t common_subsequence_length(const Tokens& left, const Tokens& right) {
  return fill_table(left, right, [](std::size_t, std::size_t, std::size_t, std::size_t) {});
}

std::vector<std::size_t> common_subsequence(const Tokens& left, const Tokens& right) {
  std::vector<bool> skips_right(left.size() * right.size());
  fill_table(
      left, right,
      [&](std::size_t i, std::size_t j, std::size_t without_left, std::size_t without_right) {
        skips_right[i * right.size() + j] = without_right > without_left;
      });
  std::vector<std::size_t> places;
  std::size_t i = left.size();
  std::size_t j = right.size();
  while (i > 0 && j > 0) {
    if (left[i - 1] == right[j - 1]) {
      places.push_back(--i);
      --j;
    } else if (skips_right[(i - 1) * right.size() + j - 1]) {
      --j;
    } else {
      --i;
    }
  }
  std::reverse(places.begin(), places.end());
  return places;
}

}  // namespace graft
