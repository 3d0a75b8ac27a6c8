#include "graft/ops/gather.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

Tensor indices(const Shape& shape, const std::vector<std::int64_t>& values) {
  return Tensor::from(shape, values);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gather_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor middle =
      indices({2, 4, 5}, std::vector<std::int64_t>{0, 1, 2, 0, 1, 2, 2, 2, 2, 2, 0, 1, 0, 1,
                                                   0, 1, 1, 0, 2, 0, 2, 1, 0, 2, 1, 0, 0, 0,
                                                   0, 0, 1, 2, 1, 2, 1, 2, 0, 1, 1, 1});
  const Tensor input = random_tensor({2, 3, 5}, 1);
  check_gradient([&](const std::vector<Tensor>& in) { return gather(in[0], 1, middle); }, {input});
  check_gradient(
      [&](const std::vector<Tensor>& in) { return scatter_add(in[0], -2, middle, in[1]); },
      {input, random_tensor({2, 4, 5}, 2)});
  for (const std::int64_t dimension : {0, 1, 2}) {
    check_gradient(
        [&](const std::vector<Tensor>& in) {
          return index_select(in[0], dimension, indices({4}, {1, 0, 1, 1}));
        },
        {input});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor input = Tensor::from({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  const Tensor index = indices({2, 2}, {2, 0, 1, 1});
  BOOST_TEST(
      same_bits(gather(input, 1, index), Tensor::from({2, 2}, std::vector<float>{3, 1, 5, 5})));
  BOOST_TEST(same_bits(gather(index, 0, indices({1, 2}, {1, 0})), indices({1, 2}, {1, 0})));
  const Tensor source = Tensor::from({2, 2}, std::vector<float>{10, 20, 30, 40});
  BOOST_TEST(same_bits(scatter_add(input, 1, index, source),
                       Tensor::from({2, 3}, std::vector<float>{21, 2, 13, 4, 75, 6})));
  BOOST_TEST(input.data<float>()[0] == 1.0f);
  BOOST_TEST(same_bits(index_select(input, 1, indices({3}, {2, 0, 2})),
                       Tensor::from({2, 3}, std::vector<float>{3, 1, 3, 6, 4, 6})));
  BOOST_TEST((index_select(input, 0, indices({0}, {})).shape() == Shape{0, 3}));
  BOOST_TEST((gather(Tensor(Shape{2, 0}), 1, indices({2, 0}, {})).shape() == Shape{2, 0}));
}

BOOST_AUTO_TEST_CASE(wrong_indices_are_errors_that_name_op_index_and_position) {
  const Tensor input(Shape{2, 3});
  BOOST_CHECK_EXCEPTION(gather(input, 1, indices({2, 1}, {2, 3})), InputError,
                        says("error: gather: index 3 at position 1 of [2, 1], expected 0 to 2"));
  BOOST_CHECK_EXCEPTION(
      scatter_add(input, 1, indices({2, 1}, {-1, 0}), Tensor(Shape{2, 1})), InputError,
      says("error: scatter_add: index -1 at position 0 of [2, 1], expected 0 to 2"));
  BOOST_CHECK_EXCEPTION(index_select(Tensor(Shape{0, 3}), 0, indices({1}, {0})), InputError,
                        says("error: index_select: index 0 at position 0 of [1], but there are no "
                             "entries"));
}

BOOST_AUTO_TEST_CASE(other_shapes_and_types_are_errors_that_name_them) {
  const Tensor input(Shape{2, 3});
  BOOST_CHECK_EXCEPTION(gather(input, 1, indices({1, 1}, {0})), ShapeError,
                        says("gather: input [2, 3] and index [1, 1] differ outside dimension 1."));
  BOOST_CHECK_EXCEPTION(gather(input, 1, indices({2}, {0, 0})), ShapeError,
                        says("gather: input [2, 3] and index [2] differ outside dimension 1."));
  BOOST_CHECK_EXCEPTION(gather(input, 2, indices({2, 1}, {0, 0})), ShapeError,
                        says("gather: dimension 2 of [2, 3] does not exist."));
  BOOST_CHECK_EXCEPTION(gather(input, 1, input), Error,
                        says("gather: index is f32, expected i64. Convert it with Tensor::to."));
  BOOST_CHECK_EXCEPTION(scatter_add(input, 1, indices({2, 1}, {0, 0}), Tensor(Shape{2, 2})),
                        ShapeError, says("scatter_add: source is [2, 2], expected [2, 1]."));
  BOOST_CHECK_EXCEPTION(index_select(input, 0, indices({1, 1}, {0})), ShapeError,
                        says("index_select: indices [1, 1], expected one dimension."));
}

BOOST_AUTO_TEST_SUITE_END()
