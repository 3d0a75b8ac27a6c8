#include "graft/ops/compare.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

Tensor truth(const Shape& shape, const std::vector<bool>& values) {
  Tensor tensor(shape, DType::kBool);
  std::copy(values.begin(), values.end(), tensor.data<bool>());
  return tensor;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compare_ops)

BOOST_AUTO_TEST_CASE(pairs_are_compared_and_broadcast) {
  const Tensor left = Tensor::from({2, 1}, std::vector<float>{1, 2});
  const Tensor right = Tensor::from({2}, std::vector<float>{1, 3});
  BOOST_TEST(same_bits(equal(left, right), truth({2, 2}, {true, false, false, false})));
  BOOST_TEST(same_bits(less(left, right), truth({2, 2}, {false, true, false, true})));
  BOOST_TEST(same_bits(greater(left, right), truth({2, 2}, {false, false, true, false})));
  const Tensor ids =
      Tensor::from({3}, std::vector<std::int64_t>{0, 5, (std::int64_t{1} << 53) + 1});
  const Tensor id = Tensor::from({}, std::vector<std::int64_t>{std::int64_t{1} << 53});
  BOOST_TEST(same_bits(greater(ids, id), truth({3}, {false, false, true})));
}

BOOST_AUTO_TEST_CASE(nan_compares_with_nothing) {
  const Tensor nan = Tensor::scalar(NAN);
  for (const auto& op : {equal, less, greater}) BOOST_TEST(!op(nan, nan).data<bool>()[0]);
}

BOOST_AUTO_TEST_CASE(truth_values_are_combined) {
  const Tensor left = truth({2, 1}, {true, false});
  const Tensor right = Tensor::from({2}, std::vector<std::int64_t>{1, 0});
  BOOST_TEST(same_bits(logical_and(left, right), truth({2, 2}, {true, false, false, false})));
  BOOST_TEST(same_bits(logical_not(right), truth({2}, {false, true})));
  BOOST_TEST(logical_not(Tensor(Shape{0}, DType::kBool)).numel() == 0);
}

BOOST_AUTO_TEST_CASE(other_shapes_and_types_are_errors_that_name_them) {
  const Tensor ids(Shape{2}, DType::kInt64);
  BOOST_CHECK_EXCEPTION(
      equal(ids, Tensor(Shape{2})), Error,
      says("equal: left is i64 and right is f32, expected f32 twice or i64 twice."));
  BOOST_CHECK_EXCEPTION(less(Tensor(Shape{2}), Tensor(Shape{3})), ShapeError,
                        says("less: left [2] and right [3] disagree in dimension -1: 2 != 3, and "
                             "neither is 1."));
  BOOST_CHECK_EXCEPTION(logical_and(ids, Tensor(Shape{2})), Error,
                        says("logical_and: right is f32, expected bool, or i64 of 0 and 1."));
  BOOST_CHECK_EXCEPTION(logical_not(Tensor()), Error, says("logical_not: mask is undefined."));
}

BOOST_AUTO_TEST_SUITE_END()
