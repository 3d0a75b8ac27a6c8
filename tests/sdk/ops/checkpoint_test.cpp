#include "graft/ops/checkpoint.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/activation.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/linear.h"
#include "graft/ops/reduce.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

struct Passed {
  Tensor output;
  Tensor grad_input;
  Tensor grad_weight;
  std::uint64_t next;  // number of the generator afterwards
};

/// Two parts with dropout, the second with a skip connection. Counts the calls of a part.
Passed pass(bool checkpoints, bool input_learns, int& calls) {
  Tensor input = random_tensor({3, 8}, 1);
  Tensor weight = random_tensor({8, 8}, 2);
  input.set_requires_grad(input_learns);
  weight.set_requires_grad(true);
  Rng rng(9);
  ForwardContext context{.training = true, .rng = &rng, .gradient_checkpointing = checkpoints};
  const auto part = [&weight, &calls](const std::vector<Tensor>& in, ForwardContext& given) {
    ++calls;
    const Tensor hidden = activate(linear(in[0], weight), Activation::kTanh);
    return add(dropout(hidden, 0.5f, given), in[1]);
  };
  const Tensor first = checkpoint({input, input}, context, part);
  const Tensor second = checkpoint({first, input}, context, part);
  const std::uint64_t next = Rng(rng).next_u64();
  backward(sum(multiply(second, second)));
  return {second.detach(), input.grad(), weight.grad(), next};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checkpoint_op)

BOOST_AUTO_TEST_CASE(gives_what_it_gives_without) {
  for (const bool input_learns : {true, false}) {
    int calls = 0;
    const Passed expected = pass(false, input_learns, calls);
    BOOST_TEST(calls == 2);
    const Passed found = pass(true, input_learns, calls);
    BOOST_TEST(calls == 6);  // each part once more
    BOOST_TEST(same_bits(found.output, expected.output));
    BOOST_TEST(same_bits(found.grad_weight, expected.grad_weight));
    BOOST_TEST(found.grad_input.defined() == input_learns);
    if (input_learns) {
      // The same terms, added in another order.
      for (std::int64_t i = 0; i < found.grad_input.numel(); ++i) {
        BOOST_TEST(found.grad_input.data<float>()[i] == expected.grad_input.data<float>()[i],
                   boost::test_tools::tolerance(1e-5f));
      }
    }
    BOOST_TEST(found.next == expected.next);
  }
}

BOOST_AUTO_TEST_CASE(keeps_nothing_of_the_inside) {
  Tensor weight = random_tensor({4, 4}, 2);
  weight.set_requires_grad(true);
  Rng rng(9);
  ForwardContext context{.training = true, .rng = &rng, .gradient_checkpointing = true};
  Tensor inside;
  const Tensor output = checkpoint({random_tensor({2, 4}, 1)}, context,
                                   [&](const std::vector<Tensor>& in, ForwardContext&) {
                                     inside = linear(in[0], weight);
                                     return activate(inside, Activation::kTanh);
                                   });
  BOOST_TEST((output.gradient_node() != nullptr));
  BOOST_TEST((inside.gradient_node() == nullptr));
}

BOOST_AUTO_TEST_CASE(a_part_without_parameters_or_learning_inputs_has_no_gradient) {
  Rng rng(9);
  ForwardContext context{.training = true, .rng = &rng, .gradient_checkpointing = true};
  Tensor other = random_tensor({2}, 3);
  other.set_requires_grad(true);
  const Tensor output =
      checkpoint({random_tensor({2}, 1)}, context,
                 [](const std::vector<Tensor>& in, ForwardContext&) { return scale(in[0], 2); });
  backward(sum(add(output, other)));
  BOOST_TEST(other.grad().defined());
}

BOOST_AUTO_TEST_CASE(a_part_that_returns_what_it_was_given_hands_the_gradient_on) {
  Rng rng(9);
  ForwardContext context{.training = true, .rng = &rng, .gradient_checkpointing = true};
  Tensor parameter = random_tensor({2}, 2);
  parameter.set_requires_grad(true);
  Tensor leaf = random_tensor({2}, 3);
  leaf.set_requires_grad(true);
  const auto same = [](const std::vector<Tensor>& in, ForwardContext&) { return in[0]; };
  backward(sum(checkpoint({scale(leaf, 3.0f)}, context, same)));
  BOOST_TEST(same_bits(leaf.grad(), Tensor::full({2}, 3.0f)));
  backward(sum(checkpoint({leaf}, context,
                          [&](const std::vector<Tensor>&, ForwardContext&) { return parameter; })));
  BOOST_TEST(same_bits(parameter.grad(), Tensor::full({2}, 1.0f)));
}

BOOST_AUTO_TEST_SUITE_END()
