#include "graft/nn/rms_norm.h"

#include <vector>

#include <boost/test/unit_test.hpp>

using namespace graft;

BOOST_AUTO_TEST_SUITE(rms_norm_module)

BOOST_AUTO_TEST_CASE(a_fresh_one_only_normalizes) {
  const RmsNorm norm(2, 0.0f);
  // Mean square 4.
  const Tensor output = norm.forward(Tensor::from({2, 2}, std::vector<float>{2, -2, 2, 2}));
  BOOST_TEST(output.data<float>()[0] == 1.0f);
  BOOST_TEST(output.data<float>()[1] == -1.0f);
  BOOST_TEST(output.data<float>()[2] == 1.0f);
}

BOOST_AUTO_TEST_CASE(gain_and_epsilon_are_used) {
  RmsNorm norm(2, 3.0f);  // mean square 1 + epsilon 3 = 4
  norm.weight.fill(4.0f);
  const Tensor output = norm.forward(Tensor::from({1, 2}, std::vector<float>{1, -1}));
  BOOST_TEST(output.data<float>()[0] == 2.0f);
  BOOST_TEST(output.data<float>()[1] == -2.0f);
}

BOOST_AUTO_TEST_CASE(the_gain_has_its_published_name) {
  const RmsNorm norm(3, 1e-6f);
  BOOST_TEST_REQUIRE(norm.parameters().size() == 1u);
  BOOST_TEST(norm.parameters()[0].name == "weight");
  BOOST_TEST(norm.parameters()[0].tensor.requires_grad());
}

BOOST_AUTO_TEST_SUITE_END()
