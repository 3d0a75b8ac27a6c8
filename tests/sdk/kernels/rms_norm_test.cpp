#include "kernels/rms_norm.h"

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/rms_norm_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(rms_norm_kernel)

BOOST_AUTO_TEST_CASE(output_and_gradients_match_the_reference_at_every_width) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t columns : tests::kLengths) {
      for (const std::int64_t rows : {1, 3, 70}) {
        const std::vector<float> input = tests::random_values(rows * columns, 1);
        const std::vector<float> weight = tests::random_values(columns, 2);
        const std::vector<float> grad = tests::random_values(rows * columns, 3);
        const kernels::RmsNormReference expected =
            kernels::rms_norm_reference(input, weight, 1e-2, grad);
        std::vector<float> output(input.size());
        std::vector<float> inverse(static_cast<std::size_t>(rows));
        std::vector<float> grad_input(input.size());
        std::vector<float> grad_weight(weight.size());
        kernels::rms_norm({input.data()}, weight.data(), 1e-2f, rows, columns, output.data(),
                          inverse.data());
        kernels::rms_norm_gradient(input.data(), weight.data(), inverse.data(), grad.data(), rows,
                                   columns, {grad_input.data()}, grad_weight.data());
        tests::check_close(output, expected.output, 1e-5);
        tests::check_close(grad_input, expected.grad_input, 2e-5);
        tests::check_close(grad_weight, expected.grad_weight, 2e-5);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(gradients_that_are_not_wanted_are_left_out) {
  const std::vector<float> input = tests::random_values(2 * 5, 1);
  const std::vector<float> weight = tests::random_values(5, 2);
  std::vector<float> output(10);
  std::vector<float> inverse(2);
  kernels::rms_norm({input.data()}, weight.data(), 1e-6f, 2, 5, output.data(), inverse.data());
  std::vector<float> both(5);
  std::vector<float> alone(5);
  std::vector<float> grad_input(10);
  kernels::rms_norm_gradient(input.data(), weight.data(), inverse.data(), input.data(), 2, 5,
                             {grad_input.data()}, both.data());
  kernels::rms_norm_gradient(input.data(), weight.data(), inverse.data(), input.data(), 2, 5, {},
                             alone.data());
  BOOST_TEST((both == alone));
}

BOOST_AUTO_TEST_CASE(result_does_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  const std::int64_t rows = 700;
  const std::int64_t columns = 96;
  const std::vector<float> input = tests::random_values(rows * columns, 1);
  const std::vector<float> weight = tests::random_values(columns, 2);
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 5}) {
    set_num_threads(threads);
    std::vector<float> output(input.size());
    std::vector<float> inverse(static_cast<std::size_t>(rows));
    std::vector<float> grad_input(input.size());
    std::vector<float> grad_weight(weight.size());
    kernels::rms_norm({input.data()}, weight.data(), 1e-6f, rows, columns, output.data(),
                      inverse.data());
    kernels::rms_norm_gradient(input.data(), weight.data(), inverse.data(), input.data(), rows,
                               columns, {grad_input.data()}, grad_weight.data());
    results.insert(results.end(), {output, grad_input, grad_weight});
  }
  set_num_threads(before);
  for (std::size_t i = 3; i < results.size(); ++i) BOOST_TEST((results[i] == results[i % 3]));
}

BOOST_AUTO_TEST_SUITE_END()
