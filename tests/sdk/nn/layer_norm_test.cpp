#include "graft/nn/layer_norm.h"

#include <vector>

#include <boost/test/unit_test.hpp>

using namespace graft;

BOOST_AUTO_TEST_SUITE(layer_norm_module)

BOOST_AUTO_TEST_CASE(a_fresh_one_only_normalizes) {
  const LayerNorm norm(2, 0.0f);
  const Tensor output = norm.forward(Tensor::from({1, 2}, std::vector<float>{1, 3}));
  BOOST_TEST(output.data<float>()[0] == -1.0f);
  BOOST_TEST(output.data<float>()[1] == 1.0f);
}

BOOST_AUTO_TEST_CASE(gain_bias_and_epsilon_are_used) {
  LayerNorm norm(2, 3.0f);  // variance 1 + epsilon 3 = 4
  norm.weight.fill(4.0f);
  norm.bias.fill(10.0f);
  const Tensor output = norm.forward(Tensor::from({1, 2}, std::vector<float>{1, 3}));
  BOOST_TEST(output.data<float>()[0] == 8.0f);
  BOOST_TEST(output.data<float>()[1] == 12.0f);
}

BOOST_AUTO_TEST_CASE(parameters_have_their_published_names) {
  const LayerNorm norm(3, 1e-5f);
  BOOST_TEST(norm.parameters().size() == 2u);
  BOOST_TEST(norm.parameters()[0].name == "weight");
  BOOST_TEST(norm.parameters()[1].name == "bias");
  BOOST_TEST(norm.parameters()[1].tensor.requires_grad());
}

BOOST_AUTO_TEST_SUITE_END()
