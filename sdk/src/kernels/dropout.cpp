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

constexpr std::int64_t kBlocks = 16;  // blocks of four numbers made at a time

// Philox4x32-10 of the counters (first + b, 0), b < kBlocks, as Rng makes them: numbers[4 b + k] is
// the k-th number of a block. Loops over b are what the compiler turns into vectors.
HWY_INLINE void philox(std::uint64_t seed, std::uint64_t first,
                       std::uint32_t* HWY_RESTRICT numbers) {
  std::uint32_t counter[4][kBlocks];
  for (std::int64_t b = 0; b < kBlocks; ++b) {
    const std::uint64_t block = first + static_cast<std::uint64_t>(b);
    counter[0][b] = static_cast<std::uint32_t>(block);
    counter[1][b] = static_cast<std::uint32_t>(block >> 32);
    counter[2][b] = 0;
    counter[3][b] = 0;
  }
  auto key0 = static_cast<std::uint32_t>(seed);
  auto key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    for (std::int64_t b = 0; b < kBlocks; ++b) {
      const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * counter[0][b];
      const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * counter[2][b];
      counter[0][b] = static_cast<std::uint32_t>(product1 >> 32) ^ counter[1][b] ^ key0;
      counter[2][b] = static_cast<std::uint32_t>(product0 >> 32) ^ counter[3][b] ^ key1;
      counter[1][b] = static_cast<std::uint32_t>(product1);
      counter[3][b] = static_cast<std::uint32_t>(product0);
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  for (std::int64_t b = 0; b < kBlocks; ++b) {
    for (std::int64_t k = 0; k < 4; ++k) numbers[4 * b + k] = counter[k][b];
  }
}

// `first` is the index of the first element, a multiple of four.
void dropout_range(const float* input, float* output, std::int64_t first, std::int64_t count,
                   std::uint64_t seed, std::uint32_t threshold, float scale) {
  std::uint32_t numbers[4 * kBlocks];
  for (std::int64_t begin = 0; begin < count; begin += 4 * kBlocks) {
    philox(seed, static_cast<std::uint64_t>((first + begin) / 4), numbers);
    const std::int64_t length = HWY_MIN(4 * kBlocks, count - begin);
    for (std::int64_t i = 0; i < length; ++i) {
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
