// Products of matrices that fit the caches, on the calling thread, for each instruction set.
// Included as vector_math.h is.
#if defined(GRAFT_KERNELS_SMALL_MATMUL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_SMALL_MATMUL_H
#undef GRAFT_KERNELS_SMALL_MATMUL_H
#else
#define GRAFT_KERNELS_SMALL_MATMUL_H
#endif

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

// As many rows of sums as registers hold beside the operands.
#if HWY_TARGET <= HWY_AVX3
inline constexpr int kTileRows = 8;
#else
inline constexpr int kTileRows = 4;
#endif

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

// output[kRows, kVectors vectors] = left[kRows, inner] right[inner, …], or += if `adds`. Of the
// last vector only `last` lanes exist, unless kWhole.
template <int kRows, int kVectors, bool kWhole>
HWY_INLINE void multiply_tile(LeftOperand left, Rows<const float> right, std::int64_t inner,
                              std::int64_t last, bool adds, Rows<float> output) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  Floats sums[kRows][kVectors];
  for (int i = 0; i < kRows; ++i) {
    const float* const row = output.data + i * output.stride;
    for (int v = 0; v < kVectors; ++v) {
      const bool is_whole = kWhole || v + 1 < kVectors;
      sums[i][v] = !adds      ? hn::Zero(d)
                   : is_whole ? hn::LoadU(d, row + v * step)
                              : load_first(d, row + v * step, last);
    }
  }
  for (std::int64_t k = 0; k < inner; ++k) {
    const float* const row = right.data + k * right.stride;
    const float* const column = left.data + k * left.column_stride;
    Floats r[kVectors];
    for (int v = 0; v < kVectors; ++v) {
      r[v] = kWhole || v + 1 < kVectors ? hn::LoadU(d, row + v * step)
                                        : load_first(d, row + v * step, last);
    }
    for (int i = 0; i < kRows; ++i) {
      const Floats l = hn::Set(d, column[i * left.row_stride]);
      for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::MulAdd(l, r[v], sums[i][v]);
    }
  }
  for (int i = 0; i < kRows; ++i) {
    float* const row = output.data + i * output.stride;
    for (int v = 0; v < kVectors; ++v) {
      if (kWhole || v + 1 < kVectors) {
        hn::StoreU(sums[i][v], d, row + v * step);
      } else {
        store_first(sums[i][v], d, row + v * step, last);
      }
    }
  }
}

// The same for any number of columns.
template <int kRows>
HWY_INLINE void multiply_rows(LeftOperand left, Rows<const float> right, std::int64_t inner,
                              std::int64_t columns, bool adds, Rows<float> output) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  while (columns >= 2 * step) {
    multiply_tile<kRows, 2, true>(left, right, inner, step, adds, output);
    right.data += 2 * step;
    output.data += 2 * step;
    columns -= 2 * step;
  }
  if (columns > step) {
    multiply_tile<kRows, 2, false>(left, right, inner, columns - step, adds, output);
  } else if (columns == step) {
    multiply_tile<kRows, 1, true>(left, right, inner, step, adds, output);
  } else if (columns > 0) {
    multiply_tile<kRows, 1, false>(left, right, inner, columns, adds, output);
  }
}

/// output = left right, or += if `adds`, for `rows` <= kTileRows rows of the output.
inline HWY_NOINLINE void multiply_block(LeftOperand left, Rows<const float> right,
                                        std::int64_t rows, std::int64_t inner, std::int64_t columns,
                                        Rows<float> output, bool adds = false) {
  if (rows == kTileRows) {
    multiply_rows<kTileRows>(left, right, inner, columns, adds, output);
    return;
  }
  for (; rows > 0; --rows) {
    multiply_rows<1>(left, right, inner, columns, adds, output);
    left.data += left.row_stride;
    output.data += output.stride;
  }
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

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
