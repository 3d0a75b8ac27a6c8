#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "merge_table.h"

namespace graft {

/// Merges neighbours, lowest rank first and leftmost first among equals, until none merge. Returns
/// how many symbols are left, at the front of `symbols`. Time grows linearly with the number n of
/// symbols where every merge ranks after those that made its parts, as learnt ones do, and at worst
/// as n log n.
std::size_t merge_symbols(const MergeTable& merges, std::span<std::int32_t> symbols);

/// The two ways of `merge_symbols`: they give the same. `merge_short` takes at most kMostShort
/// symbols and a table of at most kMostRanks; `ranks[i]` is the rank of the symbols i and i + 1.
inline constexpr std::size_t kMostShort = 256;
inline constexpr std::size_t kMostRanks = std::size_t{1} << 22;
std::size_t merge_short(const MergeTable& merges, std::span<std::int32_t> symbols,
                        std::span<const std::uint32_t> ranks);
std::size_t merge_long(const MergeTable& merges, std::span<std::int32_t> symbols);

}  // namespace graft
