#include "kernels/pair_packing.h"

#include <vector>

#include <boost/test/unit_test.hpp>
#include <dnnl.hpp>

#include "kernels/bfloat16.h"
#include "kernels/onednn_pair_blocks.h"
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

// The order that oneDNN chooses for the right operand of a product whose left one is stored column
// by column.
dnnl::memory::desc chosen_order(const dnnl::engine& engine, std::int64_t rows, std::int64_t inner,
                                std::int64_t columns) {
  using dnnl::memory;
  const memory::desc left({rows, inner}, memory::data_type::bf16, memory::dims{1, rows});
  const memory::desc right({inner, columns}, memory::data_type::bf16, memory::format_tag::any);
  const memory::desc output({rows, columns}, memory::data_type::f32, memory::format_tag::ab);
  return dnnl::matmul::primitive_desc(dnnl::matmul::desc(left, right, output), engine)
      .weights_desc();
}

std::vector<std::uint16_t> reordered(const dnnl::engine& engine, const Matrix& matrix,
                                     const dnnl::memory::desc& order) {
  using dnnl::memory;
  const memory::desc plain({matrix.rows, matrix.columns},
                           matrix.data.is_f32() ? memory::data_type::f32 : memory::data_type::bf16,
                           memory::dims{matrix.row_stride, matrix.column_stride});
  std::vector<std::uint16_t> elements(order.get_size() / 2, 0x7fffu);
  memory from(plain, engine, const_cast<void*>(matrix.data.data));
  memory to(order, engine, elements.data());
  dnnl::stream stream(engine);
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
  return elements;
}

void name_what_is_skipped() {
  if (kernels::multiplies_pairs()) return;
  BOOST_TEST_MESSAGE("skipped: blocks of pairs, which this processor does not multiply");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_packing_kernel, *boost::unit_test::fixture(&name_what_is_skipped))

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

BOOST_AUTO_TEST_CASE(blocks_are_byte_for_byte_those_that_onednn_makes) {
  if (!kernels::multiplies_pairs()) return;
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const std::int64_t sizes[][3] = {{128, 64, 64},  {128, 64, 16},   {131, 65, 17},  {200, 67, 33},
                                   {129, 95, 100}, {300, 130, 129}, {145, 200, 257}};
  for (const auto& [rows, inner, columns] : sizes) {
    const dnnl::memory::desc order = chosen_order(engine, rows, inner, columns);
    const PairBlocks blocks = kernels::pair_blocks_of(order);
    BOOST_TEST_CONTEXT(rows << " x " << inner << " x " << columns << ", width " << blocks.width) {
      BOOST_TEST_REQUIRE(blocks.width > 0);
      const std::int64_t pairs = blocks.column_blocks * blocks.pairs_of_columns();
      BOOST_TEST_REQUIRE(4 * pairs == static_cast<std::int64_t>(order.get_size()));
      const std::vector<float> floats = tests::random_values(inner * columns, 1);
      std::vector<BFloat16> halves(floats.size());
      kernels::convert(floats.data(), halves.data(), inner * columns);
      for (const kernels::ConstElements elements :
           {kernels::ConstElements(floats.data()), kernels::ConstElements(halves.data())}) {
        for (const Matrix& matrix : {Matrix::row_major(elements, inner, columns),
                                     Matrix::row_major(elements, columns, inner).transposed()}) {
          const std::vector<std::uint16_t> wanted = reordered(engine, matrix, order);
          std::vector<std::uint16_t> found(wanted.size(), 0x7fffu);
          BOOST_TEST(kernels::pack_pairs(matrix, blocks, found.data()));
          BOOST_TEST((found == wanted));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
