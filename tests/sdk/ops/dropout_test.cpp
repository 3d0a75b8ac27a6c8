#include "graft/ops/dropout.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

Tensor dropped(const Tensor& input, float probability, std::uint64_t seed) {
  Rng rng(seed);
  ForwardContext context;
  context.training = true;
  context.rng = &rng;
  return dropout(input, probability, context);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dropout_op)

BOOST_AUTO_TEST_CASE(gradient_matches_difference_quotients) {
  check_gradient([](const std::vector<Tensor>& in) { return dropped(in[0], 0.4f, 3); },
                 {random_tensor({3, 7}, 1)});
}

BOOST_AUTO_TEST_CASE(the_share_of_zeros_and_the_mean_are_as_asked_for) {
  const Tensor output = dropped(Tensor::full({100, 1000}, 1.0f), 0.3f, 5);
  double zeros = 0.0;
  double sum = 0.0;
  for (std::int64_t i = 0; i < output.numel(); ++i) {
    const float x = output.data<float>()[i];
    zeros += x == 0.0f ? 1.0 : 0.0;
    sum += x;
    BOOST_TEST_REQUIRE((x == 0.0f || x == 1.0f / (1.0f - 0.3f)));
  }
  // Six standard deviations of 100,000 throws.
  BOOST_TEST(std::abs(zeros / 100000.0 - 0.3) < 0.009);
  BOOST_TEST(std::abs(sum / 100000.0 - 1.0) < 0.013);
}

BOOST_AUTO_TEST_CASE(the_same_generator_gives_the_same_mask_and_moves_on) {
  const Tensor input = random_tensor({4, 33}, 1);
  BOOST_TEST(same_bits(dropped(input, 0.5f, 3), dropped(input, 0.5f, 3)));
  BOOST_TEST(!same_bits(dropped(input, 0.5f, 3), dropped(input, 0.5f, 4)));
  Rng rng(3);
  ForwardContext context;
  context.training = true;
  context.rng = &rng;
  const Tensor first = dropout(input, 0.5f, context);
  BOOST_TEST(!same_bits(first, dropout(input, 0.5f, context)));
}

BOOST_AUTO_TEST_CASE(nothing_changes_outside_training_or_without_probability) {
  const Tensor input = random_tensor({2, 3}, 1);
  ForwardContext context;
  BOOST_TEST(dropout(input, 0.5f, context).id() == input.id());
  context.training = true;
  BOOST_TEST(dropout(input, 0.0f, context).id() == input.id());
}

BOOST_AUTO_TEST_CASE(wrong_probabilities_and_a_missing_generator_are_errors) {
  const Tensor input = random_tensor({2, 3}, 1);
  ForwardContext context;
  context.training = true;
  BOOST_CHECK_EXCEPTION(dropout(input, 0.5f, context), Error,
                        says("dropout: training without a generator. Set ForwardContext::rng."));
  BOOST_CHECK_EXCEPTION(dropout(input, 1.0f, context), Error,
                        says("dropout: probability 1.000000 is outside [0, 1). Check the dropout "
                             "options of the model or adapter."));
  BOOST_CHECK_THROW(dropout(input, -0.1f, context), Error);
}

BOOST_AUTO_TEST_SUITE_END()
