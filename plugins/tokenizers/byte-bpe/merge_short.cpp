#include <algorithm>
#include <array>

#include "merge_symbols.h"

namespace graft {

namespace {

constexpr int kPlaceBits = 8;
constexpr std::int32_t kNone = INT32_MAX;

static_assert(kMostShort == std::size_t{1} << kPlaceBits);
static_assert(kMostRanks << kPlaceBits <= std::size_t{1} << 30, "kNone is above all keys");

/// Rank and place of a pair in one number: the least is the leftmost of the lowest rank.
std::int32_t key_of(std::uint32_t rank, std::size_t place) {
  return rank == MergeTable::kNoRank ? kNone
                                     : static_cast<std::int32_t>(rank << kPlaceBits | place);
}

}  // namespace

std::size_t merge_short(const MergeTable& merges, std::span<std::int32_t> symbols,
                        std::span<const std::uint32_t> ranks) {
  const std::size_t size = symbols.size();
  if (size < 2) return size;
  // Symbols stay where they are, as a doubly linked list; keys[i] is of the pair that begins at i.
  std::array<std::int32_t, kMostShort> keys;
  std::array<std::uint16_t, kMostShort> next;
  std::array<std::uint16_t, kMostShort + 1> previous;
  const std::size_t pairs = size - 1;
  for (std::size_t i = 0; i < pairs; ++i) keys[i] = key_of(ranks[i], i);
  for (std::size_t i = 0; i < size; ++i) {
    next[i] = static_cast<std::uint16_t>(i + 1);
    previous[i + 1] = static_cast<std::uint16_t>(i);
  }

  for (;;) {
    std::int32_t least = kNone;
    for (std::size_t i = 0; i < pairs; ++i) least = std::min(least, keys[i]);
    if (least == kNone) break;
    const std::size_t place = static_cast<std::size_t>(least) & (kMostShort - 1);
    const std::size_t gone = next[place];
    const std::size_t after = next[gone];
    symbols[place] = merges.result(static_cast<std::uint32_t>(least) >> kPlaceBits);
    next[place] = static_cast<std::uint16_t>(after);
    previous[after] = static_cast<std::uint16_t>(place);
    keys[gone] = kNone;
    keys[place] = after < size ? key_of(merges.rank(symbols[place], symbols[after]), place) : kNone;
    if (place > 0) {
      const std::size_t before = previous[place];
      keys[before] = key_of(merges.rank(symbols[before], symbols[place]), before);
    }
  }

  std::size_t count = 0;
  for (std::size_t i = 0; i < size; i = next[i]) symbols[count++] = symbols[i];
  return count;
}

std::size_t merge_symbols(const MergeTable& merges, std::span<std::int32_t> symbols) {
  if (symbols.size() > kMostShort || merges.size() > kMostRanks) return merge_long(merges, symbols);
  std::array<std::uint32_t, kMostShort> ranks;
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
    ranks[i] = merges.rank(symbols[i], symbols[i + 1]);
  }
  return merge_short(merges, symbols, ranks);
}

}  // namespace graft
