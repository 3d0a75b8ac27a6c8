#include "graft/nn/linear.h"

#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/elementwise.h"

using namespace graft;

namespace {

/// Doubles the input and the output.
class Doubled : public Graft {
 public:
  Tensor input(const Tensor& input, ForwardContext&) override { return scale(input, 2.0f); }
  Tensor output(const Tensor&, const Tensor& output, ForwardContext&) override {
    return scale(output, 2.0f);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(linear_module)

BOOST_AUTO_TEST_CASE(known_values_in_both_layouts) {
  for (const WeightLayout layout : {WeightLayout::kOutIn, WeightLayout::kInOut}) {
    Rng rng(7);
    Linear linear(2, 2, {.layout = layout}, rng);
    const bool by_output = layout == WeightLayout::kOutIn;
    linear.point.weight.copy_from(Tensor::from(
        {2, 2}, by_output ? std::vector<float>{1, 2, 3, 4} : std::vector<float>{1, 3, 2, 4}));
    linear.point.bias.fill(10.0f);
    ForwardContext context;
    const Tensor input = Tensor::from({1, 2}, std::vector<float>{5, 6});
    const Tensor output = linear.forward(input, context);
    BOOST_TEST(output.data<float>()[0] == 27.0f);  // 5 * 1 + 6 * 2 + 10
    BOOST_TEST(output.data<float>()[1] == 49.0f);  // 5 * 3 + 6 * 4 + 10
  }
}

BOOST_AUTO_TEST_CASE(parameters_have_their_published_names) {
  Rng rng(7);
  const Linear with(3, 2, {}, rng);
  BOOST_TEST(with.parameters().size() == 2u);
  BOOST_TEST(with.parameters()[0].name == "weight");
  BOOST_TEST((with.parameters()[0].tensor.shape() == Shape{2, 3}));
  BOOST_TEST(with.parameters()[1].name == "bias");
  const Linear without(3, 2, {.bias = false, .layout = WeightLayout::kInOut}, rng);
  BOOST_TEST(without.parameters().size() == 1u);
  BOOST_TEST((without.parameters()[0].tensor.shape() == Shape{3, 2}));
}

BOOST_AUTO_TEST_CASE(an_activation_comes_after_the_grafts) {
  Rng rng(7);
  Linear linear(3, 5, {}, rng);
  const Tensor input = random_normal({2, 3}, rng, 1.0f);
  ForwardContext context;
  for (const bool is_grafted : {false, true}) {
    if (is_grafted) linear.point.attach(std::make_shared<Doubled>());
    const Tensor found = linear.forward_activated(input, Activation::kGelu, context);
    const Tensor expected = activate(linear.forward(input, context), Activation::kGelu);
    for (std::int64_t i = 0; i < found.numel(); ++i) {
      BOOST_TEST(found.data<float>()[i] == expected.data<float>()[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(grafts_change_input_and_output) {
  Rng rng(7);
  Linear linear(1, 1, {}, rng);
  linear.point.weight.fill(3.0f);
  linear.point.attach(std::make_shared<Doubled>());
  ForwardContext context;
  BOOST_TEST(linear.forward(Tensor::full({1, 1}, 5.0f), context).item() == 60.0f);
}

BOOST_AUTO_TEST_SUITE_END()
