#include "kernels/matmul.h"

#include <thread>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/matmul_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::Matrix;

namespace {

std::vector<float> product(const Matrix& left, const Matrix& right, const float* bias = nullptr,
                           std::int64_t batch = 1) {
  std::vector<float> output(static_cast<std::size_t>(batch * left.rows * right.columns), -1.0f);
  kernels::matmul(left, right, bias, output.data(), batch);
  return output;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(matmul_kernel)

BOOST_AUTO_TEST_CASE(products_match_the_reference_for_every_layout) {
  const std::int64_t sizes[][3] = {{1, 1, 1}, {1, 5, 3},    {7, 1, 2},
                                   {5, 3, 1}, {17, 33, 19}, {64, 32, 48}};
  for (const auto& [rows, inner, columns] : sizes) {
    for (const std::int64_t batch : {1, 3}) {
      const std::vector<float> left = tests::random_values(batch * rows * inner, 1);
      const std::vector<float> right = tests::random_values(batch * inner * columns, 2);
      const std::vector<float> bias = tests::random_values(columns, 3);
      const Matrix a = Matrix::row_major(left.data(), rows, inner);
      const Matrix b = Matrix::row_major(right.data(), inner, columns);
      const Matrix a_turned = Matrix::row_major(left.data(), inner, rows).transposed();
      const Matrix b_turned = Matrix::row_major(right.data(), columns, inner).transposed();
      for (const Matrix& l : {a, a_turned}) {
        for (const Matrix& r : {b, b_turned}) {
          for (const float* added : {static_cast<const float*>(nullptr), bias.data()}) {
            tests::check_close(product(l, r, added, batch),
                               kernels::matmul_reference(l, r, added, batch), 1e-5);
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(products_are_added_to_what_was_there) {
  // Of the last, the right operand is packed where the left one is turned.
  const std::int64_t sizes[][3] = {{1, 1, 1}, {1, 5, 3}, {7, 1, 2}, {17, 33, 19}, {4097, 65, 3}};
  for (const auto& [rows, inner, columns] : sizes) {
    const std::vector<float> left = tests::random_values(rows * inner, 1);
    const std::vector<float> right = tests::random_values(inner * columns, 2);
    for (const Matrix& l : {Matrix::row_major(left.data(), rows, inner),
                            Matrix::row_major(left.data(), inner, rows).transposed()}) {
      for (const Matrix& r : {Matrix::row_major(right.data(), inner, columns),
                              Matrix::row_major(right.data(), columns, inner).transposed()}) {
        std::vector<double> expected = kernels::matmul_reference(l, r, nullptr, 1);
        std::vector<float> output = tests::random_values(rows * columns, 3);
        for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += output[i];
        kernels::add_matmul(l, r, output.data());
        tests::check_close(output, expected, 1e-5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(adding_an_empty_product_changes_nothing) {
  const float values[] = {1.0f, 2.0f};
  std::vector<float> output = {3.0f, 4.0f};
  kernels::add_matmul(Matrix::row_major(values, 1, 0), Matrix::row_major(values, 0, 2),
                      output.data());
  BOOST_TEST((output == std::vector<float>{3.0f, 4.0f}));
}

BOOST_AUTO_TEST_CASE(empty_products_are_zero_or_the_bias) {
  const float bias[] = {1.0f, 2.0f};
  const Matrix left = Matrix::row_major(bias, 3, 0);
  const Matrix right = Matrix::row_major(bias, 0, 2);
  BOOST_TEST((product(left, right) == std::vector<float>(6, 0.0f)));
  BOOST_TEST((product(left, right, bias) == std::vector<float>{1, 2, 1, 2, 1, 2}));
  BOOST_TEST(product(Matrix::row_major(bias, 0, 2), Matrix::row_major(bias, 2, 1)).empty());
}

BOOST_AUTO_TEST_CASE(a_prepared_product_gives_the_same_bits_as_a_new_one) {
  const std::vector<float> left = tests::random_values(37 * 29, 1);
  const std::vector<float> right = tests::random_values(29 * 41, 2);
  const auto multiply = [&] {
    return product(Matrix::row_major(left.data(), 37, 29), Matrix::row_major(right.data(), 29, 41));
  };
  const std::vector<float> first = multiply();
  BOOST_TEST((multiply() == first));
  // More shapes than are kept.
  for (std::int64_t n = 1; n <= 300; ++n) {
    product(Matrix::row_major(left.data(), 1, n), Matrix::row_major(right.data(), n, 1));
  }
  BOOST_TEST((multiply() == first));
  std::vector<float> other_thread;
  std::thread([&] { other_thread = multiply(); }).join();
  BOOST_TEST((other_thread == first));
}

BOOST_AUTO_TEST_CASE(products_inside_a_parallel_region_are_right) {
  const std::vector<float> left = tests::random_values(8 * 65 * 33, 1);
  const std::vector<float> right = tests::random_values(33 * 47, 2);
  std::vector<std::vector<float>> outputs(8);
  parallel_for(8, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      outputs[static_cast<std::size_t>(i)] =
          product(Matrix::row_major(left.data() + i * 65 * 33, 65, 33),
                  Matrix::row_major(right.data(), 33, 47));
    }
  });
  for (std::int64_t i = 0; i < 8; ++i) {
    tests::check_close(
        outputs[static_cast<std::size_t>(i)],
        kernels::matmul_reference(Matrix::row_major(left.data() + i * 65 * 33, 65, 33),
                                  Matrix::row_major(right.data(), 33, 47), nullptr, 1),
        1e-5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
