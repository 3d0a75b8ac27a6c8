#include "graft/ops/rotary.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

using Ids = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(rotary_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  for (const Tensor& positions :
       {Tensor::from({3}, Ids{0, 1, 2}), Tensor::from({2, 3}, Ids{0, 1, 2, 5, 5, 9})}) {
    check_gradient(
        [&](const std::vector<Tensor>& in) {
          return rotary_embedding(in[0], positions, {1.0f, 0.1f});
        },
        {random_tensor({2, 3, 8}, 1)});
  }
}

BOOST_AUTO_TEST_CASE(a_quarter_turn_exchanges_the_pair) {
  // Elements 0 and 2 are a pair, and so are 1 and 3.
  const Tensor input = Tensor::from({1, 1, 4}, std::vector<float>{1.0f, 5.0f, 2.0f, 7.0f});
  const float quarter = std::acos(0.0f);
  const Tensor output = rotary_embedding(input, Tensor::from({1}, Ids{1}), {quarter, 0.0f});
  BOOST_TEST(std::fabs(output.data<float>()[0] + 2.0f) < 1e-6f);
  BOOST_TEST(output.data<float>()[1] == 5.0f);
  BOOST_TEST(std::fabs(output.data<float>()[2] - 1.0f) < 1e-6f);
  BOOST_TEST(output.data<float>()[3] == 7.0f);
}

BOOST_AUTO_TEST_CASE(position_zero_turns_nothing_and_heads_turn_alike) {
  const Tensor input = random_tensor({2, 2, 8}, 1);
  BOOST_TEST(same_bits(rotary_embedding(input, Tensor::from({2}, Ids{0, 0}), {1.0f, 0.5f}), input));
  const Tensor alike = Tensor::from({1, 1, 4}, std::vector<float>{1, 2, 1, 2});
  const Tensor turned = rotary_embedding(alike, Tensor::from({1}, Ids{3}), {0.7f});
  BOOST_TEST(turned.data<float>()[0] == turned.data<float>()[2]);
  BOOST_TEST(turned.data<float>()[1] == turned.data<float>()[3]);
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_errors_that_name_them) {
  const Tensor input = random_tensor({2, 3, 8}, 1);
  const Tensor positions = Tensor::from({3}, Ids{0, 1, 2});
  BOOST_CHECK_EXCEPTION(rotary_embedding(input, positions, {1.0f, 1.0f, 1.0f}), ShapeError,
                        says("rotary_embedding: input [2, 3, 8]: the last size is no multiple of "
                             "twice the 3 frequencies."));
  BOOST_CHECK_EXCEPTION(rotary_embedding(input, Tensor::from({2}, Ids{0, 1}), {1.0f}), ShapeError,
                        says("rotary_embedding: positions [2], expected [3] or [2, 3]."));
  BOOST_CHECK_EXCEPTION(
      rotary_embedding(random_tensor({3, 8}, 1), positions, {1.0f}), ShapeError,
      says("rotary_embedding: input [3, 8], expected [batch, seq, heads * head_size]."));
}

BOOST_AUTO_TEST_SUITE_END()
