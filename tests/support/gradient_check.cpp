#include "tests/support/gradient_check.h"

#include <cstring>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/random.h"

namespace graft::tests {
namespace {

// Sum of output * weights, in double.
double weighted_sum(const TensorFunction& function, const std::vector<Tensor>& inputs,
                    const Tensor& weights) {
  const NoGradient no_gradient;
  const Tensor output = function(inputs);
  double total = 0.0;
  for (std::int64_t i = 0; i < output.numel(); ++i) {
    total += static_cast<double>(output.data<float>()[i]) *
             static_cast<double>(weights.data<float>()[i]);
  }
  return total;
}

std::vector<Tensor> copies(const std::vector<Tensor>& inputs) {
  std::vector<Tensor> result;
  result.reserve(inputs.size());
  for (const Tensor& input : inputs) result.push_back(input.clone());
  return result;
}

// Gradients at the inputs that are to get one.
std::vector<Tensor> gradients(const TensorFunction& function, const std::vector<Tensor>& inputs,
                              const Tensor& weights, const std::vector<bool>& wanted) {
  const std::vector<Tensor> leaves = copies(inputs);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    Tensor leaf = leaves[i];
    leaf.set_requires_grad(wanted[i]);
  }
  backward(function(leaves), weights);
  std::vector<Tensor> result;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    BOOST_TEST_REQUIRE(leaves[i].grad().defined() == wanted[i], "gradient of input " << i);
    result.push_back(leaves[i].grad());
  }
  return result;
}

}  // namespace

void check_gradient(const TensorFunction& function, const std::vector<Tensor>& inputs,
                    double tolerance) {
  const Tensor output = function(inputs);
  const Tensor weights = random_tensor(output.shape(), 4711);
  const std::vector<bool> all(inputs.size(), true);
  const std::vector<Tensor> found = gradients(function, inputs, weights, all);
  const std::vector<Tensor> again = gradients(function, inputs, weights, all);

  constexpr float kStep = 1e-2f;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    BOOST_TEST(same_bits(found[i], again[i]), "second gradient of input " << i << " differs");
    std::vector<bool> alone(inputs.size(), false);
    alone[i] = true;
    BOOST_TEST(same_bits(found[i], gradients(function, inputs, weights, alone)[i]),
               "gradient of input " << i << " alone differs");
    for (std::int64_t j = 0; j < inputs[i].numel(); ++j) {
      const auto sum_at = [&](float change) {
        std::vector<Tensor> moved = copies(inputs);
        moved[i].data<float>()[j] += change;
        return weighted_sum(function, moved, weights);
      };
      const double expected = (8.0 * (sum_at(kStep) - sum_at(-kStep)) -
                               (sum_at(2.0f * kStep) - sum_at(-2.0f * kStep))) /
                              (12.0 * static_cast<double>(kStep));
      BOOST_TEST(std::abs(static_cast<double>(found[i].data<float>()[j]) - expected) <= tolerance,
                 "gradient of input " << i << " at " << j << " is " << found[i].data<float>()[j]
                                      << ", the difference quotient " << expected);
    }
  }
}

Tensor random_tensor(const Shape& shape, std::uint64_t seed, float standard_deviation) {
  Rng rng(seed);
  return random_normal(shape, rng, standard_deviation);
}

bool same_bits(const Tensor& left, const Tensor& right) {
  return left.shape() == right.shape() && left.dtype() == right.dtype() &&
         (left.bytes() == 0 || std::memcmp(left.raw_data(), right.raw_data(),
                                           static_cast<std::size_t>(left.bytes())) == 0);
}

}  // namespace graft::tests
