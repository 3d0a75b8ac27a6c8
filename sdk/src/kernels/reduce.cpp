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

constexpr std::int64_t kMostColumns = 512;  // that a thread takes at a time

// Lanes of a row in f32.
HWY_INLINE Floats load_floats(FloatTag d, const float* from) { return hn::LoadU(d, from); }
HWY_INLINE Floats load_floats(FloatTag d, const BFloat16* from) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(d, to_float(*from));
#else
  const hn::RebindToUnsigned<FloatTag> wide;
  const hn::Rebind<std::uint16_t, FloatTag> half;
  const auto bits = hn::LoadU(half, reinterpret_cast<const std::uint16_t*>(from));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(wide, bits)));
#endif
}

// sums[c] += rows[c] of up to four rows, `width` columns.
template <int kRows, class Element>
HWY_INLINE void add_rows(const Element* rows, std::int64_t stride, std::int64_t width,
                         float* sums) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  std::int64_t c = 0;
  for (; c + step <= width; c += step) {
    Floats sum = load_floats(d, rows + c);
    if (kRows == 4) {
      const Element* const row = rows + c;
      sum = hn::Add(hn::Add(sum, load_floats(d, row + stride)),
                    hn::Add(load_floats(d, row + 2 * stride), load_floats(d, row + 3 * stride)));
    }
    hn::StoreU(hn::Add(hn::LoadU(d, sums + c), sum), d, sums + c);
  }
  for (; c < width; ++c) {
    for (int r = 0; r < kRows; ++r) {
      float value;
      convert_here(rows + r * stride + c, &value, 1);
      sums[c] += value;
    }
  }
}

// Sums each of `width` columns, at most kMostColumns, over `rows` rows that are `stride` apart.
template <class Element>
HWY_INLINE void column_sums(const Element* input, std::int64_t rows, std::int64_t stride,
                            std::int64_t width, float* output) {
  constexpr std::int64_t kStretch = 128;  // rows added before they join the total
  alignas(64) float sums[kMostColumns];
  for (std::int64_t c = 0; c < width; ++c) output[c] = 0.0f;
  for (std::int64_t begin = 0; begin < rows; begin += kStretch) {
    const std::int64_t end = HWY_MIN(rows, begin + kStretch);
    for (std::int64_t c = 0; c < width; ++c) sums[c] = 0.0f;
    std::int64_t r = begin;
    for (; r + 4 <= end; r += 4) add_rows<4>(input + r * stride, stride, width, sums);
    for (; r < end; ++r) add_rows<1>(input + r * stride, stride, width, sums);
    for (std::int64_t c = 0; c < width; ++c) output[c] += sums[c];
  }
}

void column_sum_strip(ConstElements input, std::int64_t rows, std::int64_t stride,
                      std::int64_t width, float* output) {
  if (input.is_f32()) {
    column_sums(input.f32(), rows, stride, width, output);
  } else {
    column_sums(input.bf16(), rows, stride, width, output);
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

void column_sum(ConstElements input, std::int64_t rows, std::int64_t columns, float* output) {
  // Long stretches of a row are read fast; all threads shall have some.
  constexpr std::int64_t kLine = 32;  // columns that two should not share
  const std::int64_t share = (columns / num_threads() + kLine - 1) / kLine * kLine;
  const std::int64_t strip = std::clamp(share, kLine, HWY_NAMESPACE::kMostColumns);
  const std::int64_t strips = (columns + strip - 1) / strip;
  const std::int64_t grain = 16384 / (strip * std::max<std::int64_t>(rows, 1)) + 1;
  parallel_for(strips, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t s = begin; s < end; ++s) {
      const std::int64_t first = s * strip;
      HWY_DYNAMIC_DISPATCH(column_sum_strip)
      (input + first, rows, columns, std::min(strip, columns - first), output + first);
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
