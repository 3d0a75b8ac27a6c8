#include "graft/ops/matmul.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(matmul_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients_for_every_transpose) {
  for (const Shape& batch : {Shape{}, Shape{2}, Shape{2, 1, 3}}) {
    const auto shape = [&batch](std::int64_t rows, std::int64_t columns) {
      Shape whole = batch;
      whole.insert(whole.end(), {rows, columns});
      return whole;
    };
    check_gradient([](const std::vector<Tensor>& in) { return matmul(in[0], in[1]); },
                   {random_tensor(shape(3, 5), 1), random_tensor(shape(5, 4), 2)});
    check_gradient(
        [](const std::vector<Tensor>& in) { return matmul(in[0], in[1], Transpose::kFirst); },
        {random_tensor(shape(5, 3), 1), random_tensor(shape(5, 4), 2)});
    check_gradient(
        [](const std::vector<Tensor>& in) { return matmul(in[0], in[1], Transpose::kSecond); },
        {random_tensor(shape(3, 5), 1), random_tensor(shape(4, 5), 2)});
    check_gradient(
        [](const std::vector<Tensor>& in) { return matmul(in[0], in[1], Transpose::kBoth); },
        {random_tensor(shape(5, 3), 1), random_tensor(shape(4, 5), 2)});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor left = Tensor::from({2, 2}, std::vector<float>{1, 2, 3, 4});
  const Tensor right = Tensor::from({2, 2}, std::vector<float>{5, 6, 7, 8});
  const auto equals = [](const Tensor& found, const std::vector<float>& expected) {
    return same_bits(found, Tensor::from({2, 2}, expected));
  };
  BOOST_TEST(equals(matmul(left, right), {19, 22, 43, 50}));
  BOOST_TEST(equals(matmul(left, right, Transpose::kFirst), {26, 30, 38, 44}));
  BOOST_TEST(equals(matmul(left, right, Transpose::kSecond), {17, 23, 39, 53}));
  BOOST_TEST(equals(matmul(left, right, Transpose::kBoth), {23, 31, 34, 46}));
}

BOOST_AUTO_TEST_CASE(each_product_of_a_batch_is_its_own) {
  const Tensor left = random_tensor({3, 2, 5}, 1);
  const Tensor right = random_tensor({3, 5, 4}, 2);
  const Tensor output = matmul(left, right);
  for (std::int64_t b = 0; b < 3; ++b) {
    const Tensor one =
        matmul(left.view_rows(b, b + 1).view({2, 5}), right.view_rows(b, b + 1).view({5, 4}));
    for (std::int64_t i = 0; i < 8; ++i) {
      BOOST_TEST(std::abs(one.data<float>()[i] - output.data<float>()[8 * b + i]) < 1e-5f);
    }
  }
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_errors_that_name_them) {
  const Tensor left = random_tensor({2, 3}, 1);
  BOOST_CHECK_EXCEPTION(matmul(left, random_tensor({4, 5}, 1)), ShapeError,
                        says("matmul: left [2, 3] and right [4, 5] disagree: 3 != 4."));
  BOOST_CHECK_EXCEPTION(matmul(left, random_tensor({3, 5}, 1), Transpose::kFirst), ShapeError,
                        says("matmul: left [2, 3] and right [3, 5] disagree: 2 != 3."));
  BOOST_CHECK_EXCEPTION(matmul(left, random_tensor({3, 5}, 1), Transpose::kSecond), ShapeError,
                        says("matmul: left [2, 3] and right [3, 5] disagree: 3 != 5."));
  BOOST_CHECK_EXCEPTION(matmul(left, random_tensor({1, 3, 5}, 1)), ShapeError,
                        says("matmul: left [2, 3] and right [1, 3, 5] must have the same rank, at "
                             "least 2."));
  BOOST_CHECK_EXCEPTION(matmul(Tensor(Shape{3}), Tensor(Shape{3})), ShapeError,
                        says("matmul: left [3] and right [3] must have the same rank, at least "
                             "2."));
  BOOST_CHECK_EXCEPTION(matmul(Tensor(Shape{2, 3, 1, 4}), Tensor(Shape{2, 2, 4, 1})), ShapeError,
                        says("matmul: left [2, 3, 1, 4] and right [2, 2, 4, 1] disagree: 3 != 2."));
  BOOST_CHECK_EXCEPTION(matmul(random_tensor({2, 2, 3}, 1), random_tensor({1, 3, 5}, 1)),
                        ShapeError,
                        says("matmul: left [2, 2, 3] and right [1, 3, 5] disagree: 2 != 1."));
}

BOOST_AUTO_TEST_SUITE_END()
