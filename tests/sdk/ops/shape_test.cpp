#include "graft/ops/shape.h"

#include <numeric>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

// [2, 3, 2] with the elements 0 … 11.
Tensor counted() {
  std::vector<float> values(12);
  std::iota(values.begin(), values.end(), 0.0f);
  return Tensor::from({2, 3, 2}, values);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shape_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor input = random_tensor({2, 3, 5}, 1);
  check_gradient([](const std::vector<Tensor>& in) { return reshape(in[0], {5, -1}); }, {input});
  for (const std::int64_t dimension : {0, 1, 2, -1}) {
    const std::int64_t size = input.dim(dimension);
    check_gradient([=](const std::vector<Tensor>& in) { return slice(in[0], dimension, 1, size); },
                   {input});
    check_gradient(
        [=](const std::vector<Tensor>& in) {
          return concat({in[0], in[1], in[0]}, dimension);
        },
        {input, random_tensor({2, 3, 5}, 2)});
  }
  check_gradient(
      [](const std::vector<Tensor>& in) {
        return select_rows(in[0], {1, 0, 1, 1});
      },
      {input});
}

BOOST_AUTO_TEST_CASE(slices_hold_the_entries_asked_for) {
  BOOST_TEST(same_bits(slice(counted(), 1, 1, 2),
                       Tensor::from({2, 1, 2}, std::vector<float>{2, 3, 8, 9})));
  BOOST_TEST(same_bits(slice(counted(), -1, 1, 2),
                       Tensor::from({2, 3, 1}, std::vector<float>{1, 3, 5, 7, 9, 11})));
  const Tensor input = counted();
  const Tensor first = slice(input, 0, 1, 2);
  BOOST_TEST(first.shares_storage_with(input));
  BOOST_TEST(first.data<float>()[0] == 6.0f);
  BOOST_TEST((slice(input, 1, 2, 2).shape() == Shape{2, 0, 2}));
}

BOOST_AUTO_TEST_CASE(joined_slices_give_the_whole) {
  for (const std::int64_t dimension : {0, 1, 2}) {
    const Tensor input = counted();
    const std::int64_t size = input.dim(dimension);
    const Tensor joined =
        concat({slice(input, dimension, 0, 1), slice(input, dimension, 1, size)}, dimension);
    BOOST_TEST(same_bits(joined, input));
  }
}

BOOST_AUTO_TEST_CASE(other_types_than_f32_are_moved_as_well) {
  const Tensor ids = Tensor::from({2, 2}, std::vector<std::int64_t>{1, 2, 3, 4});
  BOOST_TEST(same_bits(slice(ids, 1, 1, 2), Tensor::from({2, 1}, std::vector<std::int64_t>{2, 4})));
  BOOST_TEST(same_bits(concat({ids, ids}, 1),
                       Tensor::from({2, 4}, std::vector<std::int64_t>{1, 2, 1, 2, 3, 4, 3, 4})));
  BOOST_TEST(same_bits(select_rows(ids, {1, 1}),
                       Tensor::from({2, 2}, std::vector<std::int64_t>{3, 4, 3, 4})));
}

BOOST_AUTO_TEST_CASE(rows_are_selected_in_order_and_may_repeat) {
  const Tensor rows = select_rows(counted().view({3, 4}), {2, 0, 2});
  BOOST_TEST(same_bits(
      rows, Tensor::from({3, 4}, std::vector<float>{8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11})));
  BOOST_TEST((select_rows(counted(), {}).shape() == Shape{0, 3, 2}));
}

BOOST_AUTO_TEST_CASE(reshape_shares_the_elements) {
  const Tensor input = counted();
  const Tensor output = reshape(input, {4, -1});
  BOOST_TEST((output.shape() == Shape{4, 3}));
  BOOST_TEST(output.shares_storage_with(input));
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_errors_that_name_them) {
  const Tensor input = counted();
  BOOST_CHECK_THROW(reshape(input, {5, 2}), ShapeError);
  BOOST_CHECK_EXCEPTION(slice(input, 3, 0, 1), ShapeError,
                        says("slice: dimension 3 of [2, 3, 2] does not exist."));
  BOOST_CHECK_EXCEPTION(slice(input, 1, 2, 4), ShapeError,
                        says("slice: entries 2 to 4 of dimension 1 of [2, 3, 2] do not exist."));
  BOOST_CHECK_EXCEPTION(slice(input, 1, 2, 1), ShapeError,
                        says("slice: entries 2 to 1 of dimension 1 of [2, 3, 2] do not exist."));
  BOOST_CHECK_EXCEPTION(concat({}, 0), Error, says("concat: no inputs."));
  BOOST_CHECK_EXCEPTION(
      concat({input, random_tensor({2, 3, 3}, 1)}, 1), ShapeError,
      says("concat: [2, 3, 2] f32 and [2, 3, 3] f32 differ outside dimension 1."));
  BOOST_CHECK_EXCEPTION(
      concat({input, Tensor::zeros({2, 3, 2}, DType::kInt64)}, 1), ShapeError,
      says("concat: [2, 3, 2] f32 and [2, 3, 2] i64 differ outside dimension 1."));
  BOOST_CHECK_EXCEPTION(select_rows(input, {0, 2}), ShapeError,
                        says("select_rows: row 2 of [2, 3, 2] does not exist."));
  BOOST_CHECK_EXCEPTION(slice(Tensor(), 0, 0, 1), Error, says("slice: input is undefined."));
}

BOOST_AUTO_TEST_CASE(transpose_exchanges_rows_and_columns) {
  const Tensor matrix = Tensor::from({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  BOOST_TEST(
      same_bits(transpose(matrix), Tensor::from({3, 2}, std::vector<float>{1, 4, 2, 5, 3, 6})));
  check_gradient([](const std::vector<Tensor>& in) { return transpose(in[0]); },
                 {random_tensor({3, 5}, 1)});
  BOOST_CHECK_EXCEPTION(transpose(random_tensor({1, 2, 3}, 1)), ShapeError,
                        says("transpose: input [1, 2, 3], expected a matrix."));
}

BOOST_AUTO_TEST_SUITE_END()
