#include "kernels/layer_norm.h"

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/layer_norm_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

namespace {

struct Result {
  std::vector<float> output;
  std::vector<float> grad_input;
  std::vector<float> grad_weight;
  std::vector<float> grad_bias;
};

Result run(const std::vector<float>& input, const std::vector<float>& weight,
           const std::vector<float>& bias, const std::vector<float>& grad_output) {
  const auto columns = static_cast<std::int64_t>(weight.size());
  const std::int64_t rows = static_cast<std::int64_t>(input.size()) / columns;
  Result result = {std::vector<float>(input.size()), std::vector<float>(input.size()),
                   std::vector<float>(weight.size()), std::vector<float>(weight.size())};
  std::vector<float> mean(static_cast<std::size_t>(rows));
  std::vector<float> inverse(static_cast<std::size_t>(rows));
  kernels::layer_norm({input.data()}, weight.data(), bias.data(), 1e-5f, rows, columns,
                      result.output.data(), mean.data(), inverse.data());
  kernels::layer_norm_gradient(
      input.data(), weight.data(), mean.data(), inverse.data(), grad_output.data(), rows, columns,
      {{result.grad_input.data()}, result.grad_weight.data(), result.grad_bias.data()});
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layer_norm_kernel)

BOOST_AUTO_TEST_CASE(output_and_gradients_match_the_reference_at_every_width) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t columns : tests::kLengths) {
      for (const std::int64_t rows : {1, 3, 70}) {
        // A mean far from zero would betray a variance computed as E[x^2] - E[x]^2.
        const std::vector<float> input = tests::random_values(rows * columns, 1, 99.0f, 101.0f);
        const std::vector<float> weight = tests::random_values(columns, 2);
        const std::vector<float> bias = tests::random_values(columns, 3);
        const std::vector<float> grad = tests::random_values(rows * columns, 4);
        const kernels::LayerNormReference expected =
            kernels::layer_norm_reference(input, weight, bias, 1e-5, grad);
        const Result found = run(input, weight, bias, grad);
        tests::check_close(found.output, expected.output, 1e-4);
        if (columns < 3) continue;  // where the variance is next to nothing, gradients explode
        tests::check_close(found.grad_input, expected.grad_input, 1e-3);
        tests::check_close(found.grad_weight, expected.grad_weight, 1e-4);
        tests::check_close(found.grad_bias, expected.grad_bias, 1e-5);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(adding_on_the_way_gives_the_bits_of_adding_apart) {
  const std::int64_t rows = 70;
  const std::int64_t columns = 257;
  const std::vector<float> left = tests::random_values(rows * columns, 1);
  const std::vector<float> right = tests::random_values(rows * columns, 2);
  const std::vector<float> weight = tests::random_values(columns, 3);
  std::vector<float> sum(left.size());
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = left[i] + right[i];
  const Result apart = run(sum, weight, weight, left);

  std::vector<float> summed(left.size());
  Result found = apart;
  std::vector<float> mean(static_cast<std::size_t>(rows));
  std::vector<float> inverse(static_cast<std::size_t>(rows));
  kernels::layer_norm({left.data(), right.data(), summed.data()}, weight.data(), weight.data(),
                      1e-5f, rows, columns, found.output.data(), mean.data(), inverse.data());
  BOOST_TEST((summed == sum));
  BOOST_TEST((found.output == apart.output));

  std::vector<float> total = right;  // in the memory of what was known so far
  kernels::layer_norm_gradient(
      sum.data(), weight.data(), mean.data(), inverse.data(), left.data(), rows, columns,
      {{total.data(), total.data()}, found.grad_weight.data(), found.grad_bias.data()});
  for (std::size_t i = 0; i < total.size(); ++i) {
    if (total[i] != apart.grad_input[i] + right[i]) BOOST_FAIL("element " << i);
  }
  BOOST_TEST((found.grad_weight == apart.grad_weight));
  BOOST_TEST((found.grad_bias == apart.grad_bias));
}

BOOST_AUTO_TEST_CASE(result_does_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  const std::int64_t columns = 96;
  const std::vector<float> input = tests::random_values(700 * columns, 1);
  const std::vector<float> weight = tests::random_values(columns, 2);
  std::vector<Result> results;
  for (const int threads : {1, 2, 5}) {
    set_num_threads(threads);
    results.push_back(run(input, weight, weight, input));
  }
  set_num_threads(before);
  for (const Result& result : results) {
    BOOST_TEST((result.output == results[0].output));
    BOOST_TEST((result.grad_input == results[0].grad_input));
    BOOST_TEST((result.grad_weight == results[0].grad_weight));
    BOOST_TEST((result.grad_bias == results[0].grad_bias));
  }
}

BOOST_AUTO_TEST_SUITE_END()
