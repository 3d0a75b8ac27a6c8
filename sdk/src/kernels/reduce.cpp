#include "kernels/reduce.h"

#include <algorithm>
#include <vector>

#include "graft/parallel.h"
#include "kernels/bfloat16.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

float sum_range(const float* input, std::int64_t count) { return sum_row(input, count); }

float squared_norm_range(const float* input, std::int64_t count) {
  return dot(input, input, count);
}

// Sums each of `width` columns over `rows` rows that are `stride` apart.
void column_sum_strip(const float* input, std::int64_t rows, std::int64_t stride,
                      std::int64_t width, float* output) {
  constexpr std::int64_t kStretch = 128;  // rows added before they join the total
  const FloatTag d;
  const std::int64_t step = lanes(d);
  for (std::int64_t c = 0; c < width; c += step) {
    const std::int64_t count = HWY_MIN(step, width - c);
    Floats total = hn::Zero(d);
    for (std::int64_t begin = 0; begin < rows; begin += kStretch) {
      const std::int64_t end = HWY_MIN(rows, begin + kStretch);
      Floats sum0 = hn::Zero(d);
      Floats sum1 = hn::Zero(d);
      std::int64_t r = begin;
      const float* row = input + r * stride + c;
      if (count == step) {
        for (; r + 2 <= end; r += 2, row += 2 * stride) {
          sum0 = hn::Add(sum0, hn::LoadU(d, row));
          sum1 = hn::Add(sum1, hn::LoadU(d, row + stride));
        }
      }
      for (; r < end; ++r, row += stride) sum0 = hn::Add(sum0, load_first(d, row, count));
      total = hn::Add(total, hn::Add(sum0, sum1));
    }
    store_first(total, d, output + c, count);
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(sum_range);
HWY_EXPORT(squared_norm_range);
HWY_EXPORT(column_sum_strip);

namespace {

constexpr std::int64_t kStretch = 16384;  // elements summed in f32 before double takes over

std::vector<double> sums_of_stretches(float (*range)(const float*, std::int64_t),
                                      const std::vector<ConstSpan>& spans) {
  struct Stretch {
    ConstSpan part;
    std::size_t span;
    float sum;
  };
  std::vector<Stretch> stretches;
  for (std::size_t s = 0; s < spans.size(); ++s) {
    for (std::int64_t first = 0; first < spans[s].count; first += kStretch) {
      const std::int64_t count = std::min(kStretch, spans[s].count - first);
      stretches.push_back({{spans[s].input + first, count}, s, 0.0f});
    }
  }
  const auto add_up = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      Stretch& stretch = stretches[static_cast<std::size_t>(i)];
      stretch.sum = range(stretch.part.input, stretch.part.count);
    }
  };
  parallel_for(static_cast<std::int64_t>(stretches.size()), 4, add_up);
  std::vector<double> sums(spans.size(), 0.0);
  for (const Stretch& stretch : stretches) sums[stretch.span] += static_cast<double>(stretch.sum);
  return sums;
}

}  // namespace

double sum(const float* input, std::int64_t count) {
  return sums_of_stretches(HWY_DYNAMIC_DISPATCH(sum_range), {{input, count}}).front();
}

std::vector<double> squared_norms(const std::vector<ConstSpan>& spans) {
  return sums_of_stretches(HWY_DYNAMIC_DISPATCH(squared_norm_range), spans);
}

namespace {

constexpr std::int64_t kStrip = 64;  // columns that a thread takes at a time

// Of bf16: some rows of a strip are converted at a time.
void column_sum_halves(const BFloat16* input, std::int64_t rows, std::int64_t columns,
                       std::int64_t count, float* output) {
  constexpr std::int64_t kRows = 32;
  alignas(64) float buffer[kRows * kStrip];
  alignas(64) float part[kStrip];
  std::fill_n(output, count, 0.0f);
  for (std::int64_t row = 0; row < rows; row += kRows) {
    const std::int64_t height = std::min(kRows, rows - row);
    for (std::int64_t r = 0; r < height; ++r) {
      convert_here(input + (row + r) * columns, buffer + r * kStrip, count);
    }
    HWY_DYNAMIC_DISPATCH(column_sum_strip)(buffer, height, kStrip, count, part);
    for (std::int64_t c = 0; c < count; ++c) output[c] += part[c];
  }
}

}  // namespace

void column_sum(ConstElements input, std::int64_t rows, std::int64_t columns, float* output) {
  const std::int64_t strips = (columns + kStrip - 1) / kStrip;
  const std::int64_t grain = 16384 / (kStrip * std::max<std::int64_t>(rows, 1)) + 1;
  parallel_for(strips, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t s = begin; s < end; ++s) {
      const std::int64_t first = s * kStrip;
      const std::int64_t count = std::min(kStrip, columns - first);
      if (input.is_f32()) {
        HWY_DYNAMIC_DISPATCH(column_sum_strip)
        (input.f32() + first, rows, columns, count, output + first);
      } else {
        column_sum_halves(input.bf16() + first, rows, columns, count, output + first);
      }
    }
  });
}

void group_sum(const float* input, std::int64_t outer, std::int64_t size, std::int64_t inner,
               float* output) {
  if (outer == 0 || inner == 0) return;
  if (outer == 1) {
    if (inner == 1) {
      output[0] = static_cast<float>(sum(input, size));
    } else {
      column_sum(input, size, inner, output);
    }
    return;
  }
  const std::int64_t grain = 16384 / (size * inner + 1) + 1;
  parallel_for(outer, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t o = begin; o < end; ++o) {
      const float* const group = input + o * size * inner;
      if (inner > 1) {
        column_sum(group, size, inner, output + o * inner);
        continue;
      }
      double total = 0.0;
      for (std::int64_t first = 0; first < size; first += kStretch) {
        total += static_cast<double>(
            HWY_DYNAMIC_DISPATCH(sum_range)(group + first, std::min(kStretch, size - first)));
      }
      output[o] = static_cast<float>(total);
    }
  });
}

}  // namespace graft::kernels
#endif
