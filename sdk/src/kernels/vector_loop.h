// Loops over rows of f32 in whole vectors and a tail, for each instruction set. Included as
// vector_math.h is.
#if defined(GRAFT_KERNELS_VECTOR_LOOP_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_VECTOR_LOOP_H
#undef GRAFT_KERNELS_VECTOR_LOOP_H
#else
#define GRAFT_KERNELS_VECTOR_LOOP_H
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"

#include "kernels/vector_math.h"
#include "kernels/vector_width.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

static_assert(HWY_MAX_BYTES <= kMostLanes * sizeof(float));

/// Lanes of a vector, as a signed number.
HWY_INLINE std::int64_t lanes(FloatTag d) { return static_cast<std::int64_t>(hn::Lanes(d)); }

/// The first `count` lanes from memory, 0 in the others. Reads nothing beyond.
HWY_INLINE Floats load_first(FloatTag d, const float* from, std::int64_t count) {
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN float buffer[HWY_MAX_BYTES / sizeof(float)] = {};
  std::memcpy(buffer, from, static_cast<std::size_t>(count) * sizeof(float));
  return hn::Load(d, buffer);
#else
#if HWY_TARGET == HWY_SCALAR
  // There a masked load reads its one lane whatever the mask says.
  if (count <= 0) return hn::Zero(d);
#endif
  return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
#endif
}

/// Writes the first `count` lanes and nothing beyond.
HWY_INLINE void store_first(Floats value, FloatTag d, float* to, std::int64_t count) {
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN float buffer[HWY_MAX_BYTES / sizeof(float)];
  hn::Store(value, d, buffer);
  std::memcpy(to, buffer, static_cast<std::size_t>(count) * sizeof(float));
#else
  hn::BlendedStore(value, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
#endif
}

/// output[i] = function(d, input[i]).
template <class Function>
HWY_INLINE void map(const float* input, float* output, std::int64_t count,
                    const Function& function) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  std::int64_t i = 0;
  for (; i + step <= count; i += step) {
    hn::StoreU(function(d, hn::LoadU(d, input + i)), d, output + i);
  }
  if (i < count) {
    store_first(function(d, load_first(d, input + i, count - i)), d, output + i, count - i);
  }
}

/// output[i] = function(d, left[i], right[i]).
template <class Function>
HWY_INLINE void map(const float* left, const float* right, float* output, std::int64_t count,
                    const Function& function) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  std::int64_t i = 0;
  for (; i + step <= count; i += step) {
    hn::StoreU(function(d, hn::LoadU(d, left + i), hn::LoadU(d, right + i)), d, output + i);
  }
  if (i < count) {
    const std::int64_t rest = count - i;
    store_first(function(d, load_first(d, left + i, rest), load_first(d, right + i, rest)), d,
                output + i, rest);
  }
}

/// Sum of all lanes, as a number.
HWY_INLINE float sum_of(FloatTag d, Floats value) { return hn::GetLane(hn::SumOfLanes(d, value)); }

/// Sum of left[i] * right[i]. Four chains of sums hide the latency of an addition.
HWY_INLINE float dot(const float* left, const float* right, std::int64_t count) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  Floats sum0 = hn::Zero(d);
  Floats sum1 = hn::Zero(d);
  Floats sum2 = hn::Zero(d);
  Floats sum3 = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + 4 * step <= count; i += 4 * step) {
    sum0 = hn::MulAdd(hn::LoadU(d, left + i), hn::LoadU(d, right + i), sum0);
    sum1 = hn::MulAdd(hn::LoadU(d, left + i + step), hn::LoadU(d, right + i + step), sum1);
    sum2 = hn::MulAdd(hn::LoadU(d, left + i + 2 * step), hn::LoadU(d, right + i + 2 * step), sum2);
    sum3 = hn::MulAdd(hn::LoadU(d, left + i + 3 * step), hn::LoadU(d, right + i + 3 * step), sum3);
  }
  for (; i + step <= count; i += step) {
    sum0 = hn::MulAdd(hn::LoadU(d, left + i), hn::LoadU(d, right + i), sum0);
  }
  if (i < count) {
    const std::int64_t rest = count - i;
    sum1 = hn::MulAdd(load_first(d, left + i, rest), load_first(d, right + i, rest), sum1);
  }
  return sum_of(d, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3)));
}

/// Sum of input[i], in the same way.
HWY_INLINE float sum_row(const float* input, std::int64_t count) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  Floats sum0 = hn::Zero(d);
  Floats sum1 = hn::Zero(d);
  Floats sum2 = hn::Zero(d);
  Floats sum3 = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + 4 * step <= count; i += 4 * step) {
    sum0 = hn::Add(sum0, hn::LoadU(d, input + i));
    sum1 = hn::Add(sum1, hn::LoadU(d, input + i + step));
    sum2 = hn::Add(sum2, hn::LoadU(d, input + i + 2 * step));
    sum3 = hn::Add(sum3, hn::LoadU(d, input + i + 3 * step));
  }
  for (; i + step <= count; i += step) sum0 = hn::Add(sum0, hn::LoadU(d, input + i));
  if (i < count) sum1 = hn::Add(sum1, load_first(d, input + i, count - i));
  return sum_of(d, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3)));
}

/// Largest of `count` elements; -infinity for none.
HWY_INLINE float largest(const float* input, std::int64_t count) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const Floats lowest = hn::Neg(hn::Inf(d));
  Floats most0 = lowest;
  Floats most1 = lowest;
  std::int64_t i = 0;
  for (; i + 2 * step <= count; i += 2 * step) {
    most0 = hn::Max(hn::LoadU(d, input + i), most0);
    most1 = hn::Max(hn::LoadU(d, input + i + step), most1);
  }
  for (; i + step <= count; i += step) most0 = hn::Max(hn::LoadU(d, input + i), most0);
  if (i < count) {
    const auto inside = hn::FirstN(d, static_cast<std::size_t>(count - i));
    most1 = hn::Max(hn::IfThenElse(inside, load_first(d, input + i, count - i), lowest), most1);
  }
  return hn::GetLane(hn::MaxOfLanes(d, hn::Max(most0, most1)));
}

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
