#include "kernels/binary.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::Binary;

namespace {

float plain(Binary op, float left, float right) {
  switch (op) {
    case Binary::kAdd:
      return left + right;
    case Binary::kSubtract:
      return left - right;
    case Binary::kMultiply:
      return left * right;
    case Binary::kDivide:
      return left / right;
    case Binary::kMaximum:
      return std::max(left, right);
    case Binary::kMinimum:
      return std::min(left, right);
  }
  return 0.0f;
}

void check_matrix(Binary op, std::int64_t rows, std::int64_t columns, const Shape& left_shape,
                  const Shape& right_shape) {
  const kernels::LoopNest nest =
      kernels::broadcast_nest({rows, columns}, {left_shape, right_shape});
  const std::vector<float> left = tests::random_values(element_count(left_shape), 1);
  const std::vector<float> right = tests::random_values(element_count(right_shape), 2);
  std::vector<float> found(static_cast<std::size_t>(rows * columns));
  kernels::binary(op, nest, left.data(), right.data(), found.data());
  const auto at = [](const std::vector<float>& values, const Shape& shape, std::int64_t row,
                     std::int64_t column) {
    const std::int64_t r = shape[0] == 1 ? 0 : row;
    const std::int64_t c = shape[1] == 1 ? 0 : column;
    return values[static_cast<std::size_t>(r * shape[1] + c)];
  };
  bool same = true;
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      same = same && found[static_cast<std::size_t>(r * columns + c)] ==
                         plain(op, at(left, left_shape, r, c), at(right, right_shape, r, c));
    }
  }
  BOOST_TEST(same, to_string(left_shape) << " and " << to_string(right_shape));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(binary_kernel)

BOOST_AUTO_TEST_CASE(every_broadcast_of_matrices_matches_a_plain_loop) {
  tests::for_each_instruction_set([] {
    for (const Binary op : {Binary::kAdd, Binary::kSubtract, Binary::kMultiply, Binary::kDivide,
                            Binary::kMaximum, Binary::kMinimum}) {
      for (const std::int64_t columns : tests::kLengths) {
        check_matrix(op, 3, columns, {3, columns}, {3, columns});
        check_matrix(op, 3, columns, {1, columns}, {3, columns});
        check_matrix(op, 3, columns, {3, columns}, {3, 1});
        check_matrix(op, 3, columns, {3, 1}, {1, columns});
        check_matrix(op, 3, columns, {1, 1}, {3, columns});
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(ranges_of_threads_meet_in_the_middle_of_a_row) {
  check_matrix(Binary::kSubtract, 400, 1001, {400, 1}, {1, 1001});
}

BOOST_AUTO_TEST_SUITE_END()
