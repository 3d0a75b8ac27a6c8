#include "kernels/row_reduce.h"

#include <cmath>

#include "graft/parallel.h"
#include "kernels/reduce.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/row_reduce.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/softmax_row.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

float largest_of(const float* input, std::int64_t count) { return largest(input, count); }

float shifted_exp_sum(const float* input, float shift, std::int64_t count) {
  return sum_of_exp(input, shift, count);
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(largest_of);
HWY_EXPORT(shifted_exp_sum);

namespace {

std::int64_t grain(std::int64_t columns) { return 16384 / columns + 1; }  // rows worth a thread

// `before(x, best)`: whether x replaces the best so far.
template <class Before>
std::int64_t first_extreme(const float* row, std::int64_t columns, const Before& before) {
  std::int64_t best = 0;
  for (std::int64_t c = 0; c < columns; ++c) {
    if (std::isnan(row[c])) return c;
    if (before(row[c], row[best])) best = c;
  }
  return best;
}

}  // namespace

void row_extreme(Extreme which, const float* input, std::int64_t rows, std::int64_t columns,
                 std::int64_t* positions) {
  parallel_for(rows, grain(columns), [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      const float* const row = input + r * columns;
      positions[r] =
          which == Extreme::kLargest
              ? first_extreme(row, columns, [](float x, float best) { return x > best; })
              : first_extreme(row, columns, [](float x, float best) { return x < best; });
    }
  });
}

void row_squared_distances(const float* input, std::int64_t rows, std::int64_t columns,
                           float* means, float* sums) {
  group_sum(input, rows, columns, 1, means);
  parallel_for(rows, grain(columns), [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      const float* const row = input + r * columns;
      means[r] /= static_cast<float>(columns);
      double total = 0.0;
      for (std::int64_t c = 0; c < columns; ++c) {
        const auto distance = static_cast<double>(row[c] - means[r]);
        total += distance * distance;
      }
      sums[r] = static_cast<float>(total);
    }
  });
}

void row_log_sum_exp(const float* input, std::int64_t rows, std::int64_t columns, float* results) {
  parallel_for(rows, grain(columns), [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      const float* const row = input + r * columns;
      const float most = HWY_DYNAMIC_DISPATCH(largest_of)(row, columns);
      // Nothing is left of a row of -infinity, and infinity is all that counts.
      const float shift = std::isinf(most) ? 0.0f : most;
      const float total = HWY_DYNAMIC_DISPATCH(shifted_exp_sum)(row, shift, columns);
      results[r] = shift + std::log(total);
    }
  });
}

}  // namespace graft::kernels
#endif
