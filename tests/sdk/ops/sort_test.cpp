#include "graft/ops/sort.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

bool holds(const Ranked& ranked, const Shape& shape, const std::vector<float>& values,
           const std::vector<std::int64_t>& indices) {
  return same_bits(ranked.values, Tensor::from(shape, values)) &&
         same_bits(ranked.indices, Tensor::from(shape, indices));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sort_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  // 0.1 apart, in some order: the order stays while one element moves.
  Tensor input(Shape{2, 3, 5});
  for (std::int64_t i = 0; i < input.numel(); ++i) {
    input.data<float>()[i] = 0.1f * static_cast<float>((7 * i) % 31);
  }
  for (const std::int64_t dimension : {0, 1, -1}) {
    check_gradient([=](const std::vector<Tensor>& in) { return sort(in[0], dimension).values; },
                   {input});
    check_gradient([=](const std::vector<Tensor>& in) { return top_k(in[0], 2, dimension).values; },
                   {input});
  }
}

BOOST_AUTO_TEST_CASE(equal_entries_stay_in_order) {
  const Tensor input = Tensor::from({5}, std::vector<float>{2, 1, 2, 3, 1});
  BOOST_TEST(holds(sort(input, 0), {5}, {1, 1, 2, 2, 3}, {1, 4, 0, 2, 3}));
  BOOST_TEST(holds(sort(input, 0, SortOrder::kDescending), {5}, {3, 2, 2, 1, 1}, {3, 0, 2, 1, 4}));
  BOOST_TEST(holds(top_k(input, 2), {2}, {3, 2}, {3, 0}));
  BOOST_TEST(holds(top_k(input, 4), {4}, {3, 2, 2, 1}, {3, 0, 2, 1}));
}

BOOST_AUTO_TEST_CASE(every_dimension_is_ranked_on_its_own) {
  const Tensor input = Tensor::from({2, 3}, std::vector<float>{1, 5, 3, 4, 2, 6});
  BOOST_TEST(holds(sort(input, 0), {2, 3}, {1, 2, 3, 4, 5, 6}, {0, 1, 0, 1, 0, 1}));
  BOOST_TEST(holds(sort(input, 1), {2, 3}, {1, 3, 5, 2, 4, 6}, {0, 2, 1, 1, 0, 2}));
  BOOST_TEST(holds(top_k(input, 1, 0), {1, 3}, {4, 5, 6}, {1, 0, 1}));
  BOOST_TEST(same_bits(argmax(input), Tensor::from({2}, std::vector<std::int64_t>{1, 2})));
  BOOST_TEST(same_bits(argmax(input, 0), Tensor::from({3}, std::vector<std::int64_t>{1, 0, 1})));
  BOOST_TEST(same_bits(argmin(input, -2), Tensor::from({3}, std::vector<std::int64_t>{0, 1, 0})));
}

BOOST_AUTO_TEST_CASE(nan_is_larger_than_every_number) {
  const Tensor input = Tensor::from({4}, std::vector<float>{1, NAN, INFINITY, NAN});
  const auto order = [](const Ranked& ranked) {
    const std::int64_t* const first = ranked.indices.data<std::int64_t>();
    return std::vector<std::int64_t>(first, first + ranked.indices.numel());
  };
  BOOST_TEST((order(sort(input, 0)) == std::vector<std::int64_t>{0, 2, 1, 3}));
  BOOST_TEST(
      (order(sort(input, 0, SortOrder::kDescending)) == std::vector<std::int64_t>{1, 3, 2, 0}));
  BOOST_TEST((order(top_k(input, 3)) == std::vector<std::int64_t>{1, 3, 2}));
  BOOST_TEST(argmax(input).item() == 1.0f);
  BOOST_TEST(argmin(input).item() == 1.0f);
}

BOOST_AUTO_TEST_CASE(no_entries_have_no_order) {
  BOOST_TEST((sort(Tensor(Shape{2, 0}), 1).indices.shape() == Shape{2, 0}));
  BOOST_TEST((sort(Tensor(Shape{0, 2}), 1).values.shape() == Shape{0, 2}));
  BOOST_TEST((top_k(Tensor(Shape{2, 3}), 0).values.shape() == Shape{2, 0}));
  BOOST_TEST((argmax(Tensor(Shape{0, 2}), 1).shape() == Shape{0}));
  BOOST_CHECK_EXCEPTION(argmax(Tensor(Shape{2, 0})), ShapeError,
                        says("argmax: dimension -1 of [2, 0] has no entries."));
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_errors_that_name_them) {
  const Tensor input(Shape{2, 3});
  BOOST_CHECK_EXCEPTION(top_k(input, 4), ShapeError,
                        says("top_k: k is 4, but dimension -1 of [2, 3] has 3 entries."));
  BOOST_CHECK_THROW(top_k(input, -1), ShapeError);
  BOOST_CHECK_EXCEPTION(sort(Tensor::scalar(1), 0), ShapeError,
                        says("sort: dimension 0 of [] does not exist."));
  BOOST_CHECK_EXCEPTION(argmin(Tensor(Shape{2}, DType::kInt64)), Error,
                        says("argmin: input is i64, expected f32. Convert it with Tensor::to."));
}

BOOST_AUTO_TEST_SUITE_END()
