#include "kernels/dropout.h"

#include "graft/parallel.h"
#include "kernels/f32_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/dropout.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using WordTag = hn::ScalableTag<std::uint32_t>;
using PairTag = hn::ScalableTag<std::uint64_t>;
using Pairs = hn::Vec<PairTag>;

// The products, of 64 bits, of the low halves of the lanes.
HWY_INLINE Pairs multiply_low(Pairs left, Pairs right) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(PairTag(), (hn::GetLane(left) & 0xFFFFFFFFu) * hn::GetLane(right));
#else
  const WordTag words;
  return hn::MulEven(hn::BitCast(words, left), hn::BitCast(words, right));
#endif
}

// States of Philox4x32, as many as 64-bit lanes. Each word is the low half of its lane; what is in
// the high half never comes back down.
struct States {
  Pairs word[4];

  HWY_INLINE explicit States(Pairs counter) {
    const PairTag pairs;
    word[0] = counter;
    word[1] = hn::ShiftRight<32>(counter);
    word[2] = hn::Zero(pairs);
    word[3] = hn::Zero(pairs);
  }

  HWY_INLINE void round(Pairs key0, Pairs key1) {
    const PairTag pairs;
    const Pairs product0 = multiply_low(word[0], hn::Set(pairs, 0xD2511F53u));
    const Pairs product1 = multiply_low(word[2], hn::Set(pairs, 0xCD9E8D57u));
    word[0] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product1), word[1]), key0);
    word[2] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product0), word[3]), key1);
    word[1] = product1;
    word[3] = product0;
  }

  // The four words of the first state, then those of the second, and so on.
  HWY_INLINE void store(std::uint32_t* HWY_RESTRICT numbers) const {
    const PairTag pairs;
    const Pairs low_half = hn::Set(pairs, 0xFFFFFFFFu);
    const auto joined = [&](Pairs low, Pairs high) {
      return hn::Or(hn::And(low, low_half), hn::ShiftLeft<32>(high));
    };
    hn::StoreInterleaved2(joined(word[0], word[1]), joined(word[2], word[3]), pairs,
                          reinterpret_cast<std::uint64_t*>(numbers));
  }
};

// Numbers made at a time.
HWY_INLINE std::int64_t numbers_at_a_time() {
  return static_cast<std::int64_t>(8 * hn::Lanes(PairTag()));
}

// Philox4x32-10 of the counters from (first, 0), as Rng makes them. Two states at a time hide the
// latency of a product.
HWY_INLINE void philox(std::uint64_t seed, std::uint64_t first,
                       std::uint32_t* HWY_RESTRICT numbers) {
  const PairTag pairs;
  const std::size_t lanes = hn::Lanes(pairs);
  const Pairs counter = hn::Iota(pairs, first);
  States low(counter);
  States high(hn::Add(counter, hn::Set(pairs, lanes)));
  Pairs key0 = hn::Set(pairs, seed);
  Pairs key1 = hn::Set(pairs, seed >> 32);
  for (int round = 0; round < 10; ++round) {
    low.round(key0, key1);
    high.round(key0, key1);
    key0 = hn::Add(key0, hn::Set(pairs, 0x9E3779B9u));
    key1 = hn::Add(key1, hn::Set(pairs, 0xBB67AE85u));
  }
  low.store(numbers);
  high.store(numbers + 4 * lanes);
}

// `first` is the index of the first element, a multiple of four.
void dropout_range(const float* input, float* output, std::int64_t first, std::int64_t count,
                   std::uint64_t seed, std::uint32_t threshold, float scale) {
  const FloatTag floats;
  const WordTag words;
  const auto thresholds = hn::Set(words, threshold);
  const auto scales = hn::Set(floats, scale);
  const std::int64_t step = numbers_at_a_time();
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(floats));
  HWY_ALIGN std::uint32_t numbers[HWY_MAX_BYTES];
  for (std::int64_t begin = 0; begin < count; begin += step) {
    philox(seed, static_cast<std::uint64_t>((first + begin) / 4), numbers);
    std::int64_t i = 0;
    for (; i < step && begin + i + lanes <= count; i += lanes) {
      const auto dropped = hn::RebindMask(floats, hn::Lt(hn::Load(words, numbers + i), thresholds));
      const auto scaled = hn::Mul(hn::LoadU(floats, input + begin + i), scales);
      hn::StoreU(hn::IfThenZeroElse(dropped, scaled), floats, output + begin + i);
    }
    for (; i < step && begin + i < count; ++i) {
      output[begin + i] = numbers[i] >= threshold ? input[begin + i] * scale : 0.0f;
    }
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(dropout_range);

void dropout(ConstElements input, Elements output, std::int64_t count, std::uint64_t seed,
             std::uint32_t threshold, float scale) {
  constexpr std::int64_t kStretch = 4096;
  parallel_for((count + kStretch - 1) / kStretch, 4, [&](std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * kStretch;
    const std::int64_t last = HWY_MIN(end * kStretch, count);
    for_f32_blocks<1>({input}, output, first, last,
                      [&](const auto& in, float* out, std::int64_t index, std::int64_t n) {
                        HWY_DYNAMIC_DISPATCH(dropout_range)
                        (in[0], out, index, n, seed, threshold, scale);
                      });
  });
}

}  // namespace graft::kernels
#endif
