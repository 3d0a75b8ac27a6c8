#include "kernels/pair_packing.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/bfloat16.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::Matrix;
using kernels::PairBlocks;

namespace {

// The bits of element (row, column), 0 beyond the matrix.
std::uint16_t bits_at(const Matrix& matrix, std::int64_t row, std::int64_t column) {
  if (row >= matrix.rows || column >= matrix.columns) return 0;
  BFloat16 value;
  kernels::convert_here(matrix.data + (row * matrix.row_stride + column * matrix.column_stride),
                        &value, 1);
  return value.bits;
}

std::vector<std::uint16_t> expected(const Matrix& matrix, const PairBlocks& blocks) {
  std::vector<std::uint16_t> all;
  for (std::int64_t c = 0; c < blocks.column_blocks; ++c) {
    for (std::int64_t r = 0; r < blocks.row_blocks; ++r) {
      for (std::int64_t pair = 0; pair < 16; ++pair) {
        for (std::int64_t i = 0; i < blocks.width; ++i) {
          for (std::int64_t half = 0; half < 2; ++half) {
            all.push_back(bits_at(matrix, r * 32 + pair * 2 + half, c * blocks.width + i));
          }
        }
      }
    }
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_packing_kernel)

BOOST_AUTO_TEST_CASE(blocks_hold_pairs_of_rows_padded_with_zero) {
  const std::int64_t sizes[][2] = {{1, 1}, {2, 16}, {31, 63}, {32, 64}, {33, 65}, {130, 200}};
  tests::for_each_instruction_set([&] {
    for (const auto& [rows, columns] : sizes) {
      std::vector<float> floats = tests::random_values(rows * columns, 1);
      std::vector<BFloat16> halves(floats.size());
      kernels::convert(floats.data(), halves.data(), rows * columns);
      for (const bool is_f32 : {true, false}) {
        const kernels::ConstElements elements =
            is_f32 ? kernels::ConstElements(floats.data()) : kernels::ConstElements(halves.data());
        for (const Matrix& matrix : {Matrix::row_major(elements, rows, columns),
                                     Matrix::row_major(elements, columns, rows).transposed()}) {
          for (const std::int64_t width : {16, 48, 64}) {
            const PairBlocks blocks = {width, (columns + width - 1) / width, (rows + 31) / 32};
            const std::vector<std::uint16_t> wanted = expected(matrix, blocks);
            std::vector<std::uint16_t> found(wanted.size(), 0x7fffu);
            const bool done = kernels::pack_pairs(matrix, blocks, found.data());
            BOOST_TEST(done == kernels::multiplies_pairs());
            if (done) BOOST_TEST((found == wanted), rows << " x " << columns << ", " << width);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
