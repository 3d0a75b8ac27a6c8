#include "graft/ops/rms_norm.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/ops/elementwise.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(rms_norm_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  check_gradient([](const std::vector<Tensor>& in) { return rms_norm(in[0], in[1], 1e-5f); },
                 {random_tensor({2, 3, 5}, 1), random_tensor({5}, 2)}, 3e-3);
}

BOOST_AUTO_TEST_CASE(known_values) {
  // Mean square 25 / 2, so that 3 becomes 3 sqrt(2) / 5.
  const Tensor input = Tensor::from({1, 2}, std::vector<float>{3.0f, 4.0f});
  const Tensor weight = Tensor::from({2}, std::vector<float>{1.0f, 10.0f});
  const Tensor output = rms_norm(input, weight, 0.0f);
  BOOST_TEST(output.data<float>()[0] == 0.6f * std::sqrt(2.0f),
             boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(output.data<float>()[1] == 8.0f * std::sqrt(2.0f),
             boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(epsilon_keeps_zeros_finite) {
  const Tensor output = rms_norm(Tensor::zeros({1, 4}), Tensor::full({4}, 1.0f));
  BOOST_TEST(same_bits(output, Tensor::zeros({1, 4})));
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_errors_that_name_them) {
  BOOST_CHECK_EXCEPTION(rms_norm(random_tensor({2, 5}, 1), random_tensor({4}, 1)), ShapeError,
                        says("rms_norm: weight is [4], expected [5]. Check `hidden_size` in the "
                             "model config against the checkpoint."));
  BOOST_CHECK_EXCEPTION(rms_norm(Tensor::scalar(1.0f), random_tensor({1}, 1)), ShapeError,
                        says("rms_norm: hidden_states [] has rank 0, expected at least 1."));
}

BOOST_AUTO_TEST_CASE(no_rows_give_no_rows) {
  BOOST_TEST(rms_norm(Tensor(Shape{0, 5}), Tensor::full({5}, 1.0f)).numel() == 0);
}

BOOST_AUTO_TEST_CASE(gradients_of_a_sum_and_its_norm_match_difference_quotients) {
  check_gradient(
      [](const std::vector<Tensor>& in) {
        const SummedNorm both = add_rms_norm(in[0], in[1], in[2], 1e-5f);
        return multiply(both.sum, both.normalized);
      },
      {random_tensor({2, 3, 5}, 1), random_tensor({2, 3, 5}, 2), random_tensor({5}, 3)}, 3e-3);
}

BOOST_AUTO_TEST_CASE(a_sum_and_its_norm_are_those_of_add_and_rms_norm) {
  for (const DType dtype : {DType::kFloat32, DType::kBFloat16}) {
    const Tensor hidden_states = random_tensor({7, 33}, 1).to(dtype);
    const Tensor residual = random_tensor({7, 33}, 2).to(dtype);
    const Tensor weight = random_tensor({33}, 3);
    const SummedNorm both = add_rms_norm(hidden_states, residual, weight);
    const Tensor sum = add(hidden_states, residual);
    BOOST_TEST(same_bits(both.sum, sum));
    BOOST_TEST(same_bits(both.normalized, rms_norm(sum, weight)));
  }
}

BOOST_AUTO_TEST_CASE(a_residual_of_another_shape_is_an_error_that_names_it) {
  BOOST_CHECK_EXCEPTION(
      add_rms_norm(random_tensor({2, 5}, 1), random_tensor({5}, 1), random_tensor({5}, 1)),
      ShapeError, says("add_rms_norm: residual is [5], expected [2, 5]."));
}

BOOST_AUTO_TEST_SUITE_END()
