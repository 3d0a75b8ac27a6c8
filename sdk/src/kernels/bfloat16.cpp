#include "kernels/bfloat16.h"

#include <cstring>

#include "graft/parallel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bfloat16.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

void round_range(const float* from, BFloat16* to, std::int64_t count) {
  std::int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<std::uint32_t> d;
  const hn::Rebind<std::int32_t, decltype(d)> signed32;
  const hn::Rebind<std::uint16_t, decltype(d)> half;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto* const bits_from = reinterpret_cast<const std::uint32_t*>(from);
  auto* const bits_to = reinterpret_cast<std::uint16_t*>(to);
  const auto size = hn::Set(d, 0x7fffffffu);
  const auto infinity = hn::BitCast(signed32, hn::Set(d, 0x7f800000u));
  for (; i + step <= count; i += step) {
    const auto bits = hn::LoadU(d, bits_from + i);
    const auto upper = hn::ShiftRight<16>(bits);
    const auto odd = hn::And(upper, hn::Set(d, 1u));
    const auto rounded = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(d, 0x7fffu))));
    const auto is_nan =
        hn::RebindMask(d, hn::Gt(hn::BitCast(signed32, hn::And(bits, size)), infinity));
    const auto result = hn::IfThenElse(is_nan, hn::Or(upper, hn::Set(d, 0x40u)), rounded);
    hn::StoreU(hn::DemoteTo(half, hn::BitCast(signed32, result)), half, bits_to + i);
  }
#endif
  for (; i < count; ++i) to[i] = to_bfloat16(from[i]);
}

void widen_range(const BFloat16* from, float* to, std::int64_t count) {
  std::int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<std::uint32_t> d;
  const hn::Rebind<std::uint16_t, decltype(d)> half;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto* const bits_from = reinterpret_cast<const std::uint16_t*>(from);
  auto* const bits_to = reinterpret_cast<std::uint32_t*>(to);
  for (; i + step <= count; i += step) {
    const auto wide = hn::PromoteTo(d, hn::LoadU(half, bits_from + i));
    hn::StoreU(hn::ShiftLeft<16>(wide), d, bits_to + i);
  }
#endif
  for (; i < count; ++i) to[i] = to_float(from[i]);
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(round_range);
HWY_EXPORT(widen_range);

void convert_here(ConstElements from, Elements to, std::int64_t count) {
  if (count <= 0) return;
  if (from.dtype == to.dtype) {
    std::memcpy(to.data, from.data, static_cast<std::size_t>(count * size_of(from.dtype)));
  } else if (from.is_f32()) {
    HWY_DYNAMIC_DISPATCH(round_range)(from.f32(), to.bf16(), count);
  } else {
    HWY_DYNAMIC_DISPATCH(widen_range)(from.bf16(), to.f32(), count);
  }
}

void convert(ConstElements from, Elements to, std::int64_t count) {
  parallel_for(count, 65536, [&](std::int64_t begin, std::int64_t end) {
    convert_here(from + begin, to + begin, end - begin);
  });
}

}  // namespace graft::kernels
#endif
