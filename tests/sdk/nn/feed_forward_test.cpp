#include "graft/nn/feed_forward.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

FeedForwardOptions small_options() {
  FeedForwardOptions options;
  options.hidden_size = 3;
  options.intermediate_size = 5;
  options.inner_deviation = options.outer_deviation = 0.5f;
  return options;
}

void set(const FeedForward& module, const std::string& name, float value) {
  for (NamedParameter parameter : module.parameters()) {
    if (parameter.name == name) parameter.tensor.fill(value);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(feed_forward)

BOOST_AUTO_TEST_CASE(known_values_with_and_without_a_gate) {
  FeedForwardOptions options;
  options.hidden_size = 1;
  options.intermediate_size = 1;
  options.activation = Activation::kRelu;
  options.bias = false;
  ForwardContext context;
  Rng rng(1);
  const FeedForward plain(options, rng);
  set(plain, "fc1.weight", 2.0f);
  set(plain, "fc2.weight", 5.0f);
  BOOST_TEST(plain.forward(Tensor::full({1, 1}, 3.0f), context).item() == 30.0f);
  BOOST_TEST(plain.forward(Tensor::full({1, 1}, -3.0f), context).item() == 0.0f);

  options.gate_name = "gate";
  const FeedForward gated(options, rng);
  set(gated, "gate.weight", 7.0f);
  set(gated, "fc1.weight", 2.0f);
  set(gated, "fc2.weight", 5.0f);
  BOOST_TEST(gated.forward(Tensor::full({1, 1}, 3.0f), context).item() == 630.0f);  // 5 * 21 * 6
}

BOOST_AUTO_TEST_CASE(the_gate_stands_first_among_the_parameters) {
  FeedForwardOptions options = small_options();
  options.gate_name = "gate_proj";
  options.inner_name = "up_proj";
  options.bias = false;
  Rng rng(1);
  const FeedForward module(options, rng);
  const std::vector<NamedParameter> parameters = module.parameters();
  BOOST_REQUIRE(parameters.size() == 3u);
  BOOST_TEST(parameters[0].name == "gate_proj.weight");
  BOOST_TEST(parameters[1].name == "up_proj.weight");
  BOOST_TEST((parameters[2].tensor.shape() == Shape{3, 5}));
}

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  for (const char* gate : {"", "gate"}) {
    FeedForwardOptions options = small_options();
    options.gate_name = gate;
    Rng rng(2);
    const FeedForward module(options, rng);
    ForwardContext context;
    check_gradient([&](const std::vector<Tensor>& in) { return module.forward(in[0], context); },
                   {random_tensor({2, 3, 3}, 3)});
  }
}

BOOST_AUTO_TEST_CASE(dropout_falls_on_the_inner_values_in_training_only) {
  FeedForwardOptions options = small_options();
  options.dropout = 0.5f;
  Rng rng(2);
  const FeedForward module(options, rng);
  const Tensor input = random_tensor({4, 3}, 3);
  ForwardContext still;
  ForwardContext training{.training = true, .rng = &rng};
  BOOST_TEST(same_bits(module.forward(input, still), module.forward(input, still)));
  BOOST_TEST(!same_bits(module.forward(input, still), module.forward(input, training)));
}

BOOST_AUTO_TEST_SUITE_END()
