#include "graft/ops/split.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/reduce.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(split_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor input = random_tensor({2, 3, 4}, 1);
  for (const std::size_t piece : {0, 1, 2}) {
    check_gradient(
        [piece](const std::vector<Tensor>& in) {
          return split(in[0], 2, {1, 3, 0})[piece];
        },
        {input});
  }
  check_gradient([](const std::vector<Tensor>& in) { return split_equal(in[0], -1, 2)[1]; },
                 {input});
  for (const std::int64_t dimension : {0, 1, -1}) {
    check_gradient(
        [dimension](const std::vector<Tensor>& in) {
          return stack({in[0], in[1], in[0]}, dimension);
        },
        {random_tensor({2, 3}, 1), random_tensor({2, 3}, 2)});
    check_gradient(
        [dimension](const std::vector<Tensor>& in) { return pad(in[0], dimension, 2, 1, 0.5f); },
        {input});
  }
}

BOOST_AUTO_TEST_CASE(pieces_of_a_result_bring_one_gradient) {
  const Tensor input = random_tensor({2, 6, 3}, 5);
  const auto pieces = [](const std::vector<Tensor>& in, const std::vector<std::int64_t>& sizes) {
    return split(multiply(in[0], in[0]), 1, sizes);
  };
  check_gradient(
      [&](const std::vector<Tensor>& in) {
        const std::vector<Tensor> all = pieces(in, {2, 2, 2});
        return add(multiply(all[0], all[1]), all[2]);
      },
      {input});
  // One piece unread, one read twice, one without entries.
  check_gradient(
      [&](const std::vector<Tensor>& in) {
        const std::vector<Tensor> all = pieces(in, {2, 1, 0, 3});
        return add(multiply(all[3], all[3]), all[1]);
      },
      {input});
  check_gradient([&](const std::vector<Tensor>& in) { return pieces(in, {1, 5})[1]; }, {input});
}

BOOST_AUTO_TEST_CASE(an_unread_piece_gives_zeros) {
  Tensor x = random_tensor({2, 600}, 1);
  x.set_requires_grad(true);
  for (const std::size_t unread : {0, 1, 2}) {
    x.clear_grad();
    Tensor expected = Tensor::full({2, 600}, 1.0f);
    {
      const std::vector<Tensor> pieces = split(scale(x, 1.0f), 1, {200, 200, 200});
      const Tensor total = add(sum(pieces[unread == 0 ? 1 : 0]), sum(pieces[unread == 2 ? 1 : 2]));
      // Memory that gradients will get.
      for (int i = 0; i < 4; ++i) Tensor::full({2, 600}, NAN);
      backward(total);
    }
    for (std::size_t row : {0, 1}) {
      std::fill_n(expected.data<float>() + row * 600 + unread * 200, 200, 0.0f);
    }
    BOOST_TEST(same_bits(x.grad(), expected), "piece " << unread << " is not read");
  }
}

BOOST_AUTO_TEST_CASE(pieces_that_a_broken_pass_did_not_reach_have_their_gradients_in_the_next) {
  Tensor x = random_tensor({2, 6}, 1);
  x.set_requires_grad(true);
  const Tensor middle = scale(x, 1.0f);
  const std::vector<Tensor> pieces = split(middle, 1, {1, 2, 3});
  const Tensor broken =
      record_gradient(Tensor::scalar(0.0f), {pieces[0]},
                      [](const Tensor&, Gradients&) { throw std::runtime_error("no gradient"); });
  BOOST_CHECK_THROW(backward(add(broken, sum(pieces[1]))), std::runtime_error);
  BOOST_TEST(!x.grad().defined());
  backward(add(sum(scale(pieces[0], 2.0f)), sum(scale(pieces[1], 3.0f))));
  BOOST_TEST(same_bits(x.grad(), Tensor::from({2, 6}, std::vector<float>{2, 3, 3, 0, 0, 0,  //
                                                                         2, 3, 3, 0, 0, 0})));
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor ids = Tensor::from({2, 3}, std::vector<std::int64_t>{1, 2, 3, 4, 5, 6});
  const std::vector<Tensor> pieces = split(ids, 1, {1, 2});
  BOOST_TEST(pieces.size() == 2u);
  BOOST_TEST(same_bits(pieces[0], Tensor::from({2, 1}, std::vector<std::int64_t>{1, 4})));
  BOOST_TEST(same_bits(pieces[1], Tensor::from({2, 2}, std::vector<std::int64_t>{2, 3, 5, 6})));
  BOOST_TEST(same_bits(split_equal(ids, 0, 2)[1],
                       Tensor::from({1, 3}, std::vector<std::int64_t>{4, 5, 6})));
  const Tensor row = Tensor::from({2}, std::vector<float>{1, 2});
  const Tensor other = Tensor::from({2}, std::vector<float>{3, 4});
  BOOST_TEST(
      same_bits(stack({row, other}, 0), Tensor::from({2, 2}, std::vector<float>{1, 2, 3, 4})));
  BOOST_TEST(
      same_bits(stack({row, other}, -1), Tensor::from({2, 2}, std::vector<float>{1, 3, 2, 4})));
  BOOST_TEST(
      same_bits(pad(row, 0, 1, 2, 9.0f), Tensor::from({5}, std::vector<float>{9, 1, 2, 9, 9})));
  BOOST_TEST(
      same_bits(pad(ids, -1, 0, 1, -100.0f),
                Tensor::from({2, 4}, std::vector<std::int64_t>{1, 2, 3, -100, 4, 5, 6, -100})));
  BOOST_TEST(same_bits(pad(Tensor(Shape{2, 0}), 1, 1, 0), Tensor::zeros({2, 1})));
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_errors_that_name_them) {
  const Tensor input(Shape{2, 3});
  BOOST_CHECK_EXCEPTION(split(input, 1, {1, 1}), ShapeError,
                        says("split: sizes [1, 1] do not add up to dimension 1 of [2, 3]."));
  BOOST_CHECK_EXCEPTION(split(input, 1, {4, -1}), ShapeError,
                        says("split: sizes [4, -1] do not add up to dimension 1 of [2, 3]."));
  BOOST_CHECK_EXCEPTION(
      split_equal(input, 1, 2), ShapeError,
      says("split_equal: dimension 1 of [2, 3] cannot be cut into 2 equal parts."));
  BOOST_CHECK_THROW(split_equal(input, 1, 0), ShapeError);
  BOOST_CHECK_THROW(split_equal(Tensor(Shape{0}), 0, INT64_MAX), ShapeError);
  BOOST_CHECK_EXCEPTION(split(Tensor::scalar(1), 0, {1}), ShapeError,
                        says("split: dimension 0 of [] does not exist."));
  BOOST_CHECK_EXCEPTION(stack({}, 0), Error, says("stack: no inputs."));
  BOOST_CHECK_EXCEPTION(stack({input, Tensor(Shape{3, 2})}, 0), ShapeError,
                        says("stack: [2, 3] f32 and [3, 2] f32 differ."));
  BOOST_CHECK_EXCEPTION(stack({input}, 3), ShapeError,
                        says("stack: dimension 3 does not exist in [2, 3] with one more."));
  BOOST_CHECK_EXCEPTION(pad(input, 0, -1, 0), ShapeError,
                        says("pad: -1 entries before and 0 after dimension 0 of [2, 3]."));
  BOOST_CHECK_THROW(pad(input, 0, INT64_MAX, 1), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
