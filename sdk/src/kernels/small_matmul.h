// Products of matrices that fit the caches, on the calling thread, for each instruction set.
// Included as vector_math.h is.
#if defined(GRAFT_KERNELS_SMALL_MATMUL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_SMALL_MATMUL_H
#undef GRAFT_KERNELS_SMALL_MATMUL_H
#else
#define GRAFT_KERNELS_SMALL_MATMUL_H
#endif

#include <type_traits>

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

// As many rows of sums, of two vectors each, as registers hold beside the operands.
#if HWY_TARGET <= HWY_AVX3
inline constexpr int kTileRows = 12;
#else
inline constexpr int kTileRows = 6;
#endif

/// Columns of a panel: a strip of a matrix [inner, columns] that lies row by row without gaps, so
/// that a product reads it in one stream. Columns beyond the matrix are 0.
HWY_INLINE std::int64_t panel_columns() { return 2 * lanes(FloatTag()); }

/// The first operand of a product: element (i, k) is data[i * row_stride + k * column_stride].
struct LeftOperand {
  const float* data;
  std::int64_t row_stride;
  std::int64_t column_stride;
};

/// A matrix whose rows are contiguous, `stride` apart.
template <class Element>
struct Rows {
  Element* data;
  std::int64_t stride;
};

// Puts the sums of a tile where they belong, or adds them. Of either vector of a row `first` and
// `second` lanes exist.
template <int kRows>
HWY_INLINE void store_part_of_tile(const Floats (&sums)[kRows][2], std::int64_t first,
                                   std::int64_t second, bool adds, Rows<float> output) {
  const FloatTag d;
  for (int i = 0; i < kRows; ++i) {
    float* const row = output.data + i * output.stride;
    Floats low = sums[i][0];
    Floats high = sums[i][1];
    if (adds) {
      low = hn::Add(low, load_first(d, row, first));
      high = hn::Add(high, load_first(d, row + first, second));
    }
    store_first(low, d, row, first);
    store_first(high, d, row + first, second);
  }
}

// output[kRows, columns] = left[kRows, inner] panel[inner, panel_columns()], or += if `adds`.
// `kWhole` says that `columns` are all of the panel: code for both would keep its sums in memory.
template <int kRows, bool kWhole>
HWY_INLINE void multiply_tile(LeftOperand left, const float* panel, std::int64_t inner,
                              std::int64_t columns, bool adds, Rows<float> output) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  Floats sums[kRows][2];
  for (int i = 0; i < kRows; ++i) {
    sums[i][0] = hn::Zero(d);
    sums[i][1] = hn::Zero(d);
  }
  for (std::int64_t k = 0; k < inner; ++k) {
    const Floats right0 = hn::LoadU(d, panel + k * 2 * step);
    const Floats right1 = hn::LoadU(d, panel + k * 2 * step + step);
    const float* column = left.data + k * left.column_stride;
    std::int64_t stride = left.row_stride;
    // Keeps the compiler from holding a pointer to each row: it would run out of registers, and put
    // a sum into memory.
    asm("" : "+r"(column), "+r"(stride));
    for (int i = 0; i < kRows; ++i) {
      const Floats l = hn::Set(d, column[i * stride]);
      sums[i][0] = hn::MulAdd(l, right0, sums[i][0]);
      sums[i][1] = hn::MulAdd(l, right1, sums[i][1]);
    }
  }
  if (!kWhole) {
    const std::int64_t first = HWY_MIN(columns, step);
    store_part_of_tile<kRows>(sums, first, columns - first, adds, output);
  } else if (adds) {
    for (int i = 0; i < kRows; ++i) {
      float* const row = output.data + i * output.stride;
      hn::StoreU(hn::Add(sums[i][0], hn::LoadU(d, row)), d, row);
      hn::StoreU(hn::Add(sums[i][1], hn::LoadU(d, row + step)), d, row + step);
    }
  } else {
    for (int i = 0; i < kRows; ++i) {
      float* const row = output.data + i * output.stride;
      hn::StoreU(sums[i][0], d, row);
      hn::StoreU(sums[i][1], d, row + step);
    }
  }
}

/// output = left panel, or += if `adds`, for `rows` rows and the first `columns` columns of the
/// panel.
inline HWY_NOINLINE void multiply_panel(LeftOperand left, const float* panel, std::int64_t rows,
                                        std::int64_t inner, std::int64_t columns,
                                        Rows<float> output, bool adds = false) {
  const bool is_whole = columns == panel_columns();
  const auto tiles = [&](auto tile_rows) {
    constexpr int kRows = decltype(tile_rows)::value;
    for (; rows >= kRows; rows -= kRows) {
      if (is_whole) {
        multiply_tile<kRows, true>(left, panel, inner, columns, adds, output);
      } else {
        multiply_tile<kRows, false>(left, panel, inner, columns, adds, output);
      }
      left.data += kRows * left.row_stride;
      output.data += kRows * output.stride;
    }
  };
  tiles(std::integral_constant<int, kTileRows>());
  tiles(std::integral_constant<int, 4>());
  tiles(std::integral_constant<int, 2>());
  tiles(std::integral_constant<int, 1>());
}

// to[c, r] = from[r, c] * factor for four rows and columns.
HWY_INLINE void transpose_4x4(Rows<const float> from, float factor, Rows<float> to) {
#if HWY_TARGET == HWY_SCALAR
  for (int c = 0; c < 4; ++c) {
    for (int r = 0; r < 4; ++r) {
      to.data[c * to.stride + r] = from.data[r * from.stride + c] * factor;
    }
  }
#else
  const hn::FixedTag<float, 4> d;
  const hn::FixedTag<double, 2> pairs;
  const auto factors = hn::Set(d, factor);
  const auto row0 = hn::Mul(hn::LoadU(d, from.data), factors);
  const auto row1 = hn::Mul(hn::LoadU(d, from.data + from.stride), factors);
  const auto row2 = hn::Mul(hn::LoadU(d, from.data + 2 * from.stride), factors);
  const auto row3 = hn::Mul(hn::LoadU(d, from.data + 3 * from.stride), factors);
  const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, row0, row1));
  const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, row2, row3));
  const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row0, row1));
  const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row2, row3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23)), d, to.data);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23)), d, to.data + to.stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23)), d,
             to.data + 2 * to.stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23)), d,
             to.data + 3 * to.stride);
#endif
}

/// to[c, r] = from[r, c] * factor for r < rows, c < columns; 0 for rows <= r < to.stride.
inline HWY_NOINLINE void transpose_scaled(Rows<const float> from, std::int64_t rows,
                                          std::int64_t columns, float factor, Rows<float> to) {
  const std::int64_t whole_rows = rows / 4 * 4;
  const std::int64_t whole_columns = columns / 4 * 4;
  for (std::int64_t r = 0; r < whole_rows; r += 4) {
    for (std::int64_t c = 0; c < whole_columns; c += 4) {
      transpose_4x4({from.data + r * from.stride + c, from.stride}, factor,
                    {to.data + c * to.stride + r, to.stride});
    }
  }
  for (std::int64_t c = 0; c < columns; ++c) {
    float* const row = to.data + c * to.stride;
    for (std::int64_t r = c < whole_columns ? whole_rows : 0; r < rows; ++r) {
      row[r] = from.data[r * from.stride + c] * factor;
    }
    for (std::int64_t r = rows; r < to.stride; ++r) row[r] = 0.0f;
  }
}

/// The panels of `from` [inner, columns].
inline HWY_NOINLINE void pack_panels(Rows<const float> from, std::int64_t inner,
                                     std::int64_t columns, float* to) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const std::int64_t width = panel_columns();
  for (std::int64_t c = 0; c < columns; c += width) {
    const std::int64_t first = HWY_MIN(columns - c, step);
    const std::int64_t second = HWY_MAX(std::int64_t{0}, HWY_MIN(columns - c - step, step));
    for (std::int64_t k = 0; k < inner; ++k, to += width) {
      const float* const row = from.data + k * from.stride + c;
      if (second == step) {
        hn::StoreU(hn::LoadU(d, row), d, to);
        hn::StoreU(hn::LoadU(d, row + step), d, to + step);
      } else {
        hn::StoreU(load_first(d, row, first), d, to);
        hn::StoreU(load_first(d, row + first, second), d, to + step);
      }
    }
  }
}

/// The panels of factor * from^T, where `from` is [columns, inner].
inline HWY_NOINLINE void pack_transposed(Rows<const float> from, std::int64_t columns,
                                         std::int64_t inner, float factor, float* to) {
  const std::int64_t width = panel_columns();
  for (std::int64_t c = 0; c < columns; c += width, to += inner * width) {
    transpose_scaled({from.data + c * from.stride, from.stride}, HWY_MIN(width, columns - c), inner,
                     factor, {to, width});
  }
}

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
