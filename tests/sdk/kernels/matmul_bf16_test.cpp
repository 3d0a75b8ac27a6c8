#include <array>

#include <boost/test/unit_test.hpp>

#include "kernels/matmul.h"
#include "kernels/matmul_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::Matrix;

namespace {

// Rows, inner size, columns: around whole blocks of pairs, and where packing begins to pay.
const std::vector<std::array<std::int64_t, 3>> kSizes = {
    {1, 3, 5},    {127, 64, 17}, {128, 63, 17},  {128, 64, 1},
    {128, 64, 3}, {129, 65, 63}, {131, 95, 100}, {300, 131, 65}};

constexpr double kTolerance = 1e-5;
constexpr double kRoundedTolerance = 0.004;  // of an output in bf16

// A matrix of bf16, stored row by row or column by column, and the same in f32.
struct Operand {
  std::vector<BFloat16> halves;
  std::vector<float> floats;
  Matrix matrix;
  Matrix as_f32;

  Operand(std::int64_t rows, std::int64_t columns, bool turned, std::uint64_t seed)
      : halves(tests::as_bf16(tests::random_values(rows * columns, seed))),
        floats(tests::as_f32(halves)),
        matrix(seen(halves.data(), rows, columns, turned)),
        as_f32(seen(floats.data(), rows, columns, turned)) {}

  static Matrix seen(kernels::ConstElements data, std::int64_t rows, std::int64_t columns,
                     bool turned) {
    return turned ? Matrix::row_major(data, columns, rows).transposed()
                  : Matrix::row_major(data, rows, columns);
  }
};

// Calls check(left, right) for every size with operands stored in either order.
template <class Check>
void for_each_layout(const Check& check) {
  for (const auto& [rows, inner, columns] : kSizes) {
    for (const bool left_turned : {false, true}) {
      for (const bool right_turned : {false, true}) {
        BOOST_TEST_CONTEXT(rows << " x " << inner << " x " << columns
                                << (left_turned ? ", left turned" : "")
                                << (right_turned ? ", right turned" : "")) {
          check(Operand(rows, inner, left_turned, 1), Operand(inner, columns, right_turned, 2));
        }
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(matmul_kernel_bf16)

BOOST_AUTO_TEST_CASE(products_match_the_reference_for_every_layout) {
  for_each_layout([](const Operand& left, const Operand& right) {
    const std::vector<float> bias = tests::random_values(right.matrix.columns, 3);
    for (const float* added : {static_cast<const float*>(nullptr), bias.data()}) {
      const std::vector<double> expected =
          kernels::matmul_reference(left.as_f32, right.as_f32, added, 1);
      std::vector<float> output(expected.size(), NAN);
      kernels::matmul(left.matrix, right.matrix, added, output.data());
      tests::check_close(output, expected, kTolerance);
      std::vector<BFloat16> rounded(expected.size(), BFloat16{0x7fc0});
      kernels::matmul(left.matrix, right.matrix, added, rounded.data());
      tests::check_close(tests::as_f32(rounded), expected, kRoundedTolerance);
    }
  });
}

BOOST_AUTO_TEST_CASE(products_are_added_to_what_was_there) {
  for_each_layout([](const Operand& left, const Operand& right) {
    std::vector<double> expected = kernels::matmul_reference(left.as_f32, right.as_f32, nullptr, 1);
    std::vector<float> output = tests::random_values(static_cast<std::int64_t>(expected.size()), 4);
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += output[i];
    kernels::add_matmul(left.matrix, right.matrix, output.data());
    tests::check_close(output, expected, kTolerance);
  });
}

BOOST_AUTO_TEST_SUITE_END()
