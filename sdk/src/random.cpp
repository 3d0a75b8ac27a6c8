#include "graft/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "graft/error.h"

namespace graft {

Rng::Rng(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

void Rng::refill() {
  // Ten rounds of Philox4x32; counter = (block, stream), key = seed.
  std::uint32_t counter[4] = {
      static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32),
      static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)};
  std::uint32_t key[2] = {static_cast<std::uint32_t>(seed_),
                          static_cast<std::uint32_t>(seed_ >> 32)};
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57u} * counter[2];
    const std::uint32_t next[4] = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
                                   static_cast<std::uint32_t>(product1),
                                   static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
                                   static_cast<std::uint32_t>(product0)};
    for (int i = 0; i < 4; ++i) counter[i] = next[i];
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  for (int i = 0; i < 4; ++i) buffer_[i] = counter[i];
  ++block_;
  used_ = 0;
}

std::uint32_t Rng::next_u32() {
  if (used_ == 4) refill();
  return buffer_[used_++];
}

std::uint64_t Rng::next_u64() {
  const std::uint64_t low = next_u32();
  return low | std::uint64_t{next_u32()} << 32;
}

float Rng::uniform() { return static_cast<float>(next_u32() >> 8) * 0x1p-24f; }

float Rng::normal() {
  // Box-Muller; 1 - u keeps the logarithm's argument above zero.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - static_cast<double>(uniform())));
  const double angle = 2.0 * std::numbers::pi * static_cast<double>(uniform());
  return static_cast<float>(radius * std::cos(angle));
}

std::int64_t Rng::below(std::int64_t bound) {
  if (bound <= 0) throw Error("Rng::below: bound " + std::to_string(bound) + " is not positive");
  const auto range = static_cast<std::uint64_t>(bound);
  const std::uint64_t biased = (0 - range) % range;  // 2^64 mod range
  std::uint64_t number = next_u64();
  while (number < biased) number = next_u64();
  return static_cast<std::int64_t>(number % range);
}

std::vector<std::int64_t> Rng::permutation(std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (std::int64_t i = count - 1; i > 0; --i) {
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(below(i + 1))]);
  }
  return order;
}

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t a, std::uint64_t b) {
  // The finaliser of SplitMix64 over each number in turn.
  const auto mix = [](std::uint64_t number) {
    number += 0x9E3779B97F4A7C15ull;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9ull;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBull;
    return number ^ (number >> 31);
  };
  return mix(mix(mix(seed) ^ a) ^ b);
}

}  // namespace graft
