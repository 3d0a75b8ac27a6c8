// Products of bf16 matrices that fit the caches, on the calling thread, on processors that multiply
// pairs of bf16. Included as vector_math.h is; empty for instruction sets without such products.
#if defined(GRAFT_KERNELS_SMALL_MATMUL_BF16_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_SMALL_MATMUL_BF16_H
#undef GRAFT_KERNELS_SMALL_MATMUL_BF16_H
#else
#define GRAFT_KERNELS_SMALL_MATMUL_BF16_H
#endif

#include "kernels/small_matmul.h"

#ifndef GRAFT_BEFORE_PAIRS
// Highway 1.0 does not know these products, and its instruction sets leave them out: code between
// this and HWY_AFTER_NAMESPACE has them, and must run only if has_bf16_products().
#define GRAFT_BEFORE_PAIRS() HWY_PUSH_ATTRIBUTES(HWY_TARGET_STR ",avx512bf16")
#endif

#if HWY_TARGET <= HWY_AVX3
GRAFT_BEFORE_PAIRS()
namespace graft::kernels::HWY_NAMESPACE {

// A pair: two bf16 that are neighbours along the inner dimension of a product, the first in the
// lower half of 32 bits. A product adds both products of two pairs to one f32.
using PairTag = hn::ScalableTag<std::uint32_t>;
using Pairs = hn::Vec<PairTag>;
// As many bf16 as a vector has pairs, and twice as many.
using HalfTag = hn::Rebind<std::uint16_t, PairTag>;
using TwoHalvesTag = hn::Repartition<std::uint16_t, PairTag>;

/// Pairs that hold `count` elements; the last may be padded with 0.
constexpr std::int64_t pairs_of(std::int64_t count) { return (count + 1) / 2; }

/// The first operand of a product: pair k of row i starts at data[i * row_stride + k *
/// pair_stride], at any alignment.
struct LeftPairs {
  const BFloat16* data;
  std::int64_t row_stride;
  std::int64_t pair_stride;
};

HWY_INLINE Floats add_products(Floats sums, Pairs left, Pairs right) {
  return Floats{_mm512_dpbf16_ps(sums.raw, __builtin_bit_cast(__m512bh, left.raw),
                                 __builtin_bit_cast(__m512bh, right.raw))};
}

/// `low`, then `high`, rounded as to_bfloat16 does.
HWY_INLINE hn::Vec<TwoHalvesTag> round_two(Floats low, Floats high) {
  return hn::Vec<TwoHalvesTag>{__builtin_bit_cast(__m512i, _mm512_cvtne2ps_pbh(high.raw, low.raw))};
}

HWY_INLINE hn::Vec<HalfTag> load_halves(const BFloat16* from, std::int64_t count) {
  const HalfTag d;
  return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, &from->bits);
}

/// Pairs of the first `count` elements of two rows.
HWY_INLINE Pairs pair_rows(const BFloat16* first, const BFloat16* second, std::int64_t count) {
  const PairTag d;
  return hn::Or(hn::PromoteTo(d, load_halves(first, count)),
                hn::ShiftLeft<16>(hn::PromoteTo(d, load_halves(second, count))));
}

HWY_INLINE std::uint32_t pair_at(const BFloat16* pair) {
  std::uint32_t bits;
  std::memcpy(&bits, pair, sizeof(bits));
  return bits;
}

// output[kRows, panel_columns()] = factor * left[kRows, inner] panel[inner, panel_columns()], or +=
// if `adds`. `inner` counts pairs.
template <int kRows>
HWY_INLINE void multiply_pair_tile(LeftPairs left, const std::uint32_t* panel, std::int64_t inner,
                                   float factor, bool adds, Rows<float> output) {
  const FloatTag d;
  const PairTag pairs;
  const std::int64_t step = lanes(d);
  Floats sums[kRows][2];
  for (int i = 0; i < kRows; ++i) {
    sums[i][0] = hn::Zero(d);
    sums[i][1] = hn::Zero(d);
  }
  for (std::int64_t k = 0; k < inner; ++k) {
    const Pairs right0 = hn::LoadU(pairs, panel + k * 2 * step);
    const Pairs right1 = hn::LoadU(pairs, panel + k * 2 * step + step);
    const BFloat16* column = left.data + k * left.pair_stride;
    std::int64_t stride = left.row_stride;
    // Keeps the compiler from holding a pointer to each row: it would run out of registers, and put
    // a sum into memory.
    asm("" : "+r"(column), "+r"(stride));
    for (int i = 0; i < kRows; ++i) {
      const Pairs l = hn::Set(pairs, pair_at(column + i * stride));
      sums[i][0] = add_products(sums[i][0], l, right0);
      sums[i][1] = add_products(sums[i][1], l, right1);
    }
  }
  const Floats factors = hn::Set(d, factor);
  for (int i = 0; i < kRows; ++i) {
    float* const row = output.data + i * output.stride;
    if (adds) {
      hn::StoreU(hn::MulAdd(sums[i][0], factors, hn::LoadU(d, row)), d, row);
      hn::StoreU(hn::MulAdd(sums[i][1], factors, hn::LoadU(d, row + step)), d, row + step);
    } else {
      hn::StoreU(hn::Mul(sums[i][0], factors), d, row);
      hn::StoreU(hn::Mul(sums[i][1], factors), d, row + step);
    }
  }
}

template <int kRows>
HWY_INLINE void multiply_pair_tiles(LeftPairs& left, const std::uint32_t* panel, std::int64_t& rows,
                                    std::int64_t inner, float factor, bool adds,
                                    Rows<float>& output) {
  for (; rows >= kRows; rows -= kRows) {
    multiply_pair_tile<kRows>(left, panel, inner, factor, adds, output);
    left.data += kRows * left.row_stride;
    output.data += kRows * output.stride;
  }
}

/// output = factor * left panel, or += if `adds`, for `rows` rows and all columns of the panel.
/// `inner` counts pairs.
inline HWY_NOINLINE void multiply_pair_panel(LeftPairs left, const std::uint32_t* panel,
                                             std::int64_t rows, std::int64_t inner, float factor,
                                             Rows<float> output, bool adds = false) {
  multiply_pair_tiles<kTileRows>(left, panel, rows, inner, factor, adds, output);
  multiply_pair_tiles<4>(left, panel, rows, inner, factor, adds, output);
  multiply_pair_tiles<1>(left, panel, rows, inner, factor, adds, output);
}

/// The panels of `from` [inner, columns]: pairs of neighbouring rows.
inline HWY_NOINLINE void pack_pair_panels(Rows<const BFloat16> from, std::int64_t inner,
                                          std::int64_t columns, std::uint32_t* to) {
  const PairTag d;
  const std::int64_t step = lanes(FloatTag());
  for (std::int64_t c = 0; c < columns; c += 2 * step) {
    const std::int64_t first = HWY_MIN(columns - c, step);
    const std::int64_t second = HWY_MIN(columns - c - first, step);
    for (std::int64_t k = 0; k < inner; k += 2, to += 2 * step) {
      const BFloat16* const row0 = from.data + k * from.stride + c;
      if (k + 1 < inner) {
        const BFloat16* const row1 = row0 + from.stride;
        hn::StoreU(pair_rows(row0, row1, first), d, to);
        hn::StoreU(pair_rows(row0 + first, row1 + first, second), d, to + step);
      } else {
        hn::StoreU(hn::PromoteTo(d, load_halves(row0, first)), d, to);
        hn::StoreU(hn::PromoteTo(d, load_halves(row0 + first, second)), d, to + step);
      }
    }
  }
}

// to[c, r] = pair c of row r for four rows and four pairs.
HWY_INLINE void transpose_pairs_4x4(Rows<const BFloat16> from, Rows<std::uint32_t> to) {
  const hn::FixedTag<std::uint32_t, 4> d;
  const hn::FixedTag<std::uint64_t, 2> twos;
  const hn::FixedTag<std::uint16_t, 8> halves;
  const auto row = [&from, d, halves](int r) HWY_ATTR {
    return hn::BitCast(d, hn::LoadU(halves, &from.data[r * from.stride].bits));
  };
  const auto low01 = hn::BitCast(twos, hn::InterleaveLower(d, row(0), row(1)));
  const auto low23 = hn::BitCast(twos, hn::InterleaveLower(d, row(2), row(3)));
  const auto high01 = hn::BitCast(twos, hn::InterleaveUpper(d, row(0), row(1)));
  const auto high23 = hn::BitCast(twos, hn::InterleaveUpper(d, row(2), row(3)));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(twos, low01, low23)), d, to.data);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(twos, low01, low23)), d, to.data + to.stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(twos, high01, high23)), d, to.data + 2 * to.stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(twos, high01, high23)), d, to.data + 3 * to.stride);
}

/// The panels of from^T, where `from` is [columns, inner]: pairs of neighbours in a row.
inline HWY_NOINLINE void pack_pairs_transposed(Rows<const BFloat16> from, std::int64_t columns,
                                               std::int64_t inner, std::uint32_t* to) {
  const std::int64_t width = panel_columns();
  const std::int64_t whole_pairs = inner / 8 * 4;
  for (std::int64_t c = 0; c < columns; c += width, to += pairs_of(inner) * width) {
    const BFloat16* const rows = from.data + c * from.stride;
    const std::int64_t count = HWY_MIN(width, columns - c);
    const std::int64_t whole_rows = count / 4 * 4;
    for (std::int64_t r = 0; r < whole_rows; r += 4) {
      for (std::int64_t k = 0; k < whole_pairs; k += 4) {
        transpose_pairs_4x4({rows + r * from.stride + 2 * k, from.stride},
                            {to + k * width + r, width});
      }
    }
    for (std::int64_t k = 0; k < pairs_of(inner); ++k) {
      std::uint32_t* const pairs = to + k * width;
      for (std::int64_t r = k < whole_pairs ? whole_rows : 0; r < count; ++r) {
        const BFloat16* const pair = rows + r * from.stride + 2 * k;
        pairs[r] = 2 * k + 1 < inner ? pair_at(pair) : pair->bits;
      }
      for (std::int64_t r = count; r < width; ++r) pairs[r] = 0;
    }
  }
}

/// to[i] = from[i] * factor, rounded.
HWY_INLINE void round_row(const float* from, float factor, std::int64_t count, BFloat16* to) {
  const FloatTag d;
  const TwoHalvesTag halves;
  const std::int64_t step = lanes(d);
  const Floats factors = hn::Set(d, factor);
  for (std::int64_t i = 0; i < count; i += 2 * step) {
    const std::int64_t here = HWY_MIN(count - i, 2 * step);
    const std::int64_t first = HWY_MIN(here, step);
    const auto rounded = round_two(hn::Mul(load_first(d, from + i, first), factors),
                                   hn::Mul(load_first(d, from + i + first, here - first), factors));
    hn::BlendedStore(rounded, hn::FirstN(halves, static_cast<std::size_t>(here)), halves,
                     &to[i].bits);
  }
}

/// Sum of left[i] * right[i].
HWY_INLINE float dot(const BFloat16* left, const BFloat16* right, std::int64_t count) {
  const FloatTag d;
  const PairTag pairs;
  const TwoHalvesTag halves;
  const std::int64_t step = 2 * lanes(d);
  Floats sum = hn::Zero(d);
  for (std::int64_t i = 0; i < count; i += step) {
    const auto inside = hn::FirstN(halves, static_cast<std::size_t>(HWY_MIN(step, count - i)));
    sum = add_products(sum, hn::BitCast(pairs, hn::MaskedLoad(inside, halves, &left[i].bits)),
                       hn::BitCast(pairs, hn::MaskedLoad(inside, halves, &right[i].bits)));
  }
  return sum_of(d, sum);
}

/// Rows whose pairs can be read where they lie: with an odd number of columns a copy in `memory`,
/// padded with 0.
HWY_INLINE Rows<const BFloat16> rows_of_pairs(Rows<const BFloat16> from, std::int64_t rows,
                                              std::int64_t columns, BFloat16* memory) {
  if (columns % 2 == 0) return from;
  for (std::int64_t r = 0; r < rows; ++r) {
    BFloat16* const row = memory + r * (columns + 1);
    std::memcpy(row, from.data + r * from.stride,
                static_cast<std::size_t>(columns) * sizeof(BFloat16));
    row[columns] = {0};
  }
  return {memory, columns + 1};
}

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // toggled guard
