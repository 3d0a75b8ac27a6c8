#include "kernels/pair_packing.h"

#include "graft/parallel.h"
#include "kernels/bfloat16.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pair_packing.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/small_matmul_bf16.h"

#if HWY_TARGET <= HWY_AVX3
GRAFT_BEFORE_PAIRS()
namespace graft::kernels::HWY_NAMESPACE {
namespace {

constexpr std::int64_t kBlockPairs = 16;  // of rows
constexpr std::int64_t kMostWidth = 64;

// Up to 16 elements of a row as the lower halves of lanes, the others 0.
HWY_INLINE Pairs lower_halves(const float* from, std::int64_t count) {
  const Floats values = load_first(FloatTag(), from, count);
  const auto halves = __builtin_bit_cast(__m256i, _mm512_cvtneps_pbh(values.raw));
  return hn::PromoteTo(PairTag(), hn::Vec<HalfTag>{halves});
}
HWY_INLINE Pairs lower_halves(const BFloat16* from, std::int64_t count) {
  return hn::PromoteTo(PairTag(), load_halves(from, count));
}

// Up to 32 elements of a row, the others 0.
HWY_INLINE hn::Vec<TwoHalvesTag> load_row(const float* from, std::int64_t count) {
  const std::int64_t first = HWY_MIN(count, std::int64_t{16});
  return round_two(load_first(FloatTag(), from, first),
                   load_first(FloatTag(), from + first, count - first));
}
HWY_INLINE hn::Vec<TwoHalvesTag> load_row(const BFloat16* from, std::int64_t count) {
  const TwoHalvesTag d;
  return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, &from->bits);
}

// Two rows, `stride` apart, of which the second need not exist, in all blocks of columns.
template <class Element>
HWY_INLINE void pack_two_rows(const Element* from, std::int64_t stride, bool has_second,
                              std::int64_t columns, const PairBlocks& blocks, std::uint32_t* to) {
  const PairTag d;
  for (std::int64_t b = 0; b < blocks.column_blocks; ++b, to += blocks.pairs_of_columns()) {
    for (std::int64_t c = 0; c < blocks.width; c += 16) {
      const std::int64_t column = b * blocks.width + c;
      const std::int64_t count =
          HWY_MAX(std::int64_t{0}, HWY_MIN(columns - column, std::int64_t{16}));
      Pairs pairs = hn::Zero(d);
      if (count > 0) pairs = lower_halves(from + column, count);
      if (count > 0 && has_second) {
        const Pairs second = lower_halves(from + stride + column, count);
        pairs = hn::Or(pairs, hn::ShiftLeft<16>(second));
      }
      hn::StoreU(pairs, d, to + c);
    }
  }
}

// Rows of block `row_block` of a matrix whose rows are contiguous, one pair after the other: memory
// is read in order.
template <class Element>
HWY_INLINE void pack_row_block(const Matrix& matrix, const Element* elements,
                               const PairBlocks& blocks, std::int64_t row_block,
                               std::uint32_t* to) {
  for (std::int64_t p = 0; p < kBlockPairs; ++p) {
    const std::int64_t row = (row_block * kBlockPairs + p) * 2;
    std::uint32_t* const first = to + (row_block * kBlockPairs + p) * blocks.width;
    const std::int64_t columns = row < matrix.rows ? matrix.columns : 0;
    pack_two_rows(elements + (columns > 0 ? row * matrix.row_stride : 0), matrix.row_stride,
                  row + 1 < matrix.rows, columns, blocks, first);
  }
}

// A block of a matrix whose columns lie `stride` apart and are contiguous, of which `rows` and
// `columns` exist.
template <class Element>
HWY_INLINE void pack_columns(const Element* from, std::int64_t stride, std::int64_t rows,
                             std::int64_t columns, std::int64_t width, std::uint32_t* to) {
  const TwoHalvesTag d;
  alignas(64) BFloat16 block[kMostWidth][2 * kBlockPairs];
  for (std::int64_t c = 0; c < width; ++c) {
    const auto column =
        c < columns ? load_row(from + c * stride, HWY_MIN(rows, 2 * kBlockPairs)) : hn::Zero(d);
    hn::Store(column, d, &block[c][0].bits);
  }
  for (std::int64_t c = 0; c < width; c += 4) {
    for (std::int64_t p = 0; p < kBlockPairs; p += 4) {
      transpose_pairs_4x4({&block[c][2 * p], 2 * kBlockPairs}, {to + p * width + c, width});
    }
  }
}

template <class Element>
HWY_INLINE void pack_column_block(const Matrix& matrix, const Element* elements,
                                  const PairBlocks& blocks, std::int64_t column_block,
                                  std::uint32_t* to) {
  const std::int64_t column = column_block * blocks.width;
  const std::int64_t columns = HWY_MIN(blocks.width, matrix.columns - column);
  to += column_block * blocks.pairs_of_columns();
  for (std::int64_t b = 0; b < blocks.row_blocks; ++b, to += kBlockPairs * blocks.width) {
    const std::int64_t row = b * 2 * kBlockPairs;
    pack_columns(elements + row + column * matrix.column_stride, matrix.column_stride,
                 HWY_MAX(matrix.rows - row, std::int64_t{0}), columns, blocks.width, to);
  }
}

template <class Element>
HWY_INLINE void pack_range(const Matrix& matrix, const Element* elements, const PairBlocks& blocks,
                           std::int64_t begin, std::int64_t end, std::uint32_t* to) {
  for (std::int64_t i = begin; i < end; ++i) {
    if (matrix.column_stride == 1) {
      pack_row_block(matrix, elements, blocks, i, to);
    } else {
      pack_column_block(matrix, elements, blocks, i, to);
    }
  }
}

void pack_blocks(const Matrix& matrix, const PairBlocks& blocks, std::int64_t begin,
                 std::int64_t end, std::uint32_t* to) {
  if (matrix.data.is_f32()) {
    pack_range(matrix, matrix.data.f32(), blocks, begin, end, to);
  } else {
    pack_range(matrix, matrix.data.bf16(), blocks, begin, end, to);
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET <= HWY_AVX3
bool has_pairs() { return true; }
#else
bool has_pairs() { return false; }
void pack_blocks(const Matrix&, const PairBlocks&, std::int64_t, std::int64_t, std::uint32_t*) {}
#endif

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(has_pairs);
HWY_EXPORT(pack_blocks);

bool multiplies_pairs() { return has_bf16_products() && HWY_DYNAMIC_DISPATCH(has_pairs)(); }

bool pack_pairs(const Matrix& matrix, const PairBlocks& blocks, void* to) {
  if (!multiplies_pairs() || blocks.width % 16 != 0 || blocks.width > 64) return false;
  if (matrix.row_stride != 1 && matrix.column_stride != 1) return false;
  const bool by_rows = matrix.column_stride == 1;
  const std::int64_t units = by_rows ? blocks.row_blocks : blocks.column_blocks;
  const std::int64_t pairs = blocks.column_blocks * blocks.pairs_of_columns();
  parallel_for(units, 16384 * units / (pairs + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(pack_blocks)
    (matrix, blocks, begin, end, static_cast<std::uint32_t*>(to));
  });
  return true;
}

}  // namespace graft::kernels
#endif
