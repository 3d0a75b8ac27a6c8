#include "graft/autograd.h"

#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/memory.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/reduce.h"
#include "graft/profile.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

Tensor leaf(float value) {
  Tensor tensor = Tensor::scalar(value);
  tensor.set_requires_grad(true);
  return tensor;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(autograd)

BOOST_AUTO_TEST_CASE(uses_of_a_shared_leaf_add_up) {
  const Tensor x = leaf(3.0f);
  backward(add(multiply(x, x), scale(x, 5.0f)));
  BOOST_TEST(x.grad().item() == 11.0f);
}

BOOST_AUTO_TEST_CASE(passes_add_up_until_the_gradient_is_cleared) {
  Tensor x = leaf(3.0f);
  backward(scale(x, 2.0f));
  backward(scale(x, 2.0f));
  BOOST_TEST(x.grad().item() == 4.0f);
  x.clear_grad();
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(a_value_used_twice_passes_its_gradient_on_once) {
  const Tensor x = leaf(2.0f);
  int passes = 0;
  const Tensor middle = record_gradient(Tensor::scalar(2.0f), {x},
                                        [&passes](const Tensor& grad_output, Gradients& grads) {
                                          ++passes;
                                          grads.add(0, grad_output);
                                        });
  backward(add(scale(middle, 3.0f), scale(middle, 4.0f)));
  BOOST_TEST(passes == 1);
  BOOST_TEST(x.grad().item() == 7.0f);
}

BOOST_AUTO_TEST_CASE(a_gradient_function_may_add_to_what_came_before_it) {
  const Tensor x = leaf(2.0f);
  const Tensor middle = scale(x, 1.0f);
  float seen = 0.0f;
  bool was_its_own = false;
  const Tensor first = record_gradient(Tensor::scalar(2.0f), {middle},
                                       [&](const Tensor& grad_output, Gradients& grads) {
                                         Tensor total = grads.take_so_far(0);
                                         was_its_own = total.is_only_handle();
                                         seen = total.item();
                                         total.fill(seen + 10.0f * grad_output.item());
                                         grads.add(0, total);
                                       });
  // The scaled one is passed first: it was computed later.
  backward(add(first, scale(middle, 4.0f)));
  BOOST_TEST(was_its_own);
  BOOST_TEST(seen == 4.0f);
  BOOST_TEST(x.grad().item() == 14.0f);
}

BOOST_AUTO_TEST_CASE(there_is_nothing_so_far_for_leaves_and_for_the_last_use) {
  const Tensor x = leaf(2.0f);
  int found = 0;
  const auto watched = [&found](const Tensor& input) {
    return record_gradient(Tensor::scalar(2.0f), {input},
                           [&found](const Tensor& grad_output, Gradients& grads) {
                             if (grads.take_so_far(0).defined()) ++found;
                             grads.add(0, grad_output);
                           });
  };
  backward(add(watched(x), watched(x)));
  backward(watched(scale(x, 3.0f)));
  BOOST_TEST(found == 0);
  BOOST_TEST(x.grad().item() == 5.0f);
}

BOOST_AUTO_TEST_CASE(an_input_given_twice_gets_what_came_before_once) {
  const Tensor x = leaf(2.0f);
  const Tensor middle = scale(x, 1.0f);
  const Tensor first = record_gradient(
      Tensor::scalar(4.0f), {middle, middle}, [](const Tensor& grad_output, Gradients& grads) {
        for (const std::size_t input : {0, 1}) {
          Tensor total = grads.take_so_far(input);
          BOOST_TEST(total.defined() == (input == 0));
          grads.add(input, total.defined() ? add(total, grad_output) : grad_output);
        }
      });
  backward(add(first, scale(middle, 4.0f)));
  BOOST_TEST(x.grad().item() == 6.0f);
}

BOOST_AUTO_TEST_CASE(what_somebody_else_holds_is_not_lent) {
  const Tensor x = leaf(2.0f);
  const Tensor middle = scale(x, 1.0f);
  Tensor held;
  const Tensor first = record_gradient(Tensor::scalar(2.0f), {middle},
                                       [](const Tensor& grad_output, Gradients& grads) {
                                         BOOST_TEST(!grads.take_so_far(0).defined());
                                         grads.add(0, grad_output);
                                       });
  const Tensor second =
      record_gradient(Tensor::scalar(2.0f), {middle}, [&held](const Tensor&, Gradients& grads) {
        held = Tensor::scalar(4.0f);
        grads.add(0, held);
      });
  backward(add(first, second));
  BOOST_TEST(held.item() == 4.0f);
  BOOST_TEST(x.grad().item() == 5.0f);
}

BOOST_AUTO_TEST_CASE(mistakes_of_a_gradient_function_name_its_op) {
  const auto pass = [](const GradientFunction& function) {
    const Tensor middle = scale(leaf(2.0f), 1.0f);
    const OpScope scope("my_op");
    const Tensor output = record_gradient(Tensor::scalar(2.0f), {middle}, function);
    backward(add(output, scale(middle, 4.0f)));
  };
  BOOST_CHECK_EXCEPTION(
      pass([](const Tensor&, Gradients& grads) { grads.add(0, Tensor(Shape{3})); }), ShapeError,
      says("my_op: the gradient of input 0 is [3], the input []"));
  BOOST_CHECK_EXCEPTION(
      pass([](const Tensor&, Gradients& grads) { grads.add(0, Tensor()); }), Error,
      says("my_op: the gradient of input 0 is undefined; where none is needed, add none"));
  BOOST_CHECK_EXCEPTION(
      pass([](const Tensor& grad, Gradients& grads) { grads.add(1, grad); }), Error,
      says("my_op: its gradient function names input 1, counted from 0; the op has 1"));
  BOOST_CHECK_EXCEPTION(
      pass([](const Tensor&, Gradients& grads) { grads.add(0, Tensor(Shape{}, DType::kInt64)); }),
      Error, says("my_op: the gradient of input 0 is i64, expected f32 or bf16"));
  BOOST_CHECK_EXCEPTION(
      pass([](const Tensor&, Gradients& grads) { (void)grads.take_so_far(0); }), Error,
      says("my_op: its gradient function took what came before for input 0 and added nothing"));
}

BOOST_AUTO_TEST_CASE(a_freed_graph_cannot_be_passed_again) {
  const Tensor x = leaf(3.0f);
  const Tensor y = multiply(x, x);
  backward(y);
  BOOST_CHECK_EXCEPTION(
      backward(y), Error,
      says("backward: this graph was passed before and is freed; run the forward pass again"));
  BOOST_TEST(x.grad().item() == 6.0f);
}

BOOST_AUTO_TEST_CASE(what_wants_no_gradient_is_pruned) {
  const Tensor x = leaf(3.0f);
  const Tensor fixed = Tensor::scalar(2.0f);
  BOOST_TEST(multiply(fixed, fixed).gradient_node() == nullptr);
  const Tensor output = record_gradient(Tensor::scalar(0.0f), {x, fixed},
                                        [](const Tensor& grad_output, Gradients& grads) {
                                          BOOST_TEST(grads.needed(0));
                                          BOOST_TEST(!grads.needed(1));
                                          grads.add(0, grad_output);
                                        });
  backward(output);
  BOOST_TEST(!fixed.grad().defined());
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_without_gradient) {
  const Tensor x = leaf(3.0f);
  {
    const NoGradient no_gradient;
    BOOST_TEST(!wants_gradient({x}));
    BOOST_TEST(multiply(x, x).gradient_node() == nullptr);
    std::thread([&x] { BOOST_TEST(wants_gradient({x})); }).join();
  }
  BOOST_TEST(wants_gradient({x}));
}

BOOST_AUTO_TEST_CASE(a_leaf_owns_its_gradient) {
  const Tensor x = leaf(1.0f);
  const Tensor y = leaf(1.0f);
  backward(add(x, y));
  BOOST_TEST(!x.grad().shares_storage_with(y.grad()));
}

BOOST_AUTO_TEST_CASE(elements_that_no_gradient_reads_are_freed_in_the_forward_pass) {
  constexpr std::int64_t kBytes = std::int64_t{1} << 20;
  constexpr std::int64_t kScalarBytes = 4096;  // more than one takes
  Tensor x = Tensor::full({kBytes / 4}, 2.0f);
  x.set_requires_grad(true);
  const std::int64_t before = memory_use().in_use.total();
  const auto grown = [before] { return memory_use().in_use.total() - before; };
  restart_memory_peak();
  Tensor y = scale(x, 2.0f);
  for (int i = 0; i < 3; ++i) y = scale(y, 2.0f);
  BOOST_TEST(grown() == kBytes);
  BOOST_TEST(memory_use().peak.total() == before + 2 * kBytes);
  Tensor total = sum(y);
  y = Tensor();
  BOOST_TEST(grown() <= kScalarBytes);
  backward(total);
  BOOST_TEST(same_bits(x.grad(), Tensor::full({kBytes / 4}, 16.0f)));
  x.clear_grad();
  // A product reads its factors.
  y = scale(x, 3.0f);
  total = sum(multiply(y, y));
  y = Tensor();
  BOOST_TEST(grown() >= kBytes);
  BOOST_TEST(grown() < 2 * kBytes);
  backward(total);
  BOOST_TEST(same_bits(x.grad(), Tensor::full({kBytes / 4}, 36.0f)));
}

BOOST_AUTO_TEST_CASE(an_output_that_is_no_scalar_needs_its_gradient) {
  Tensor x = random_tensor({2, 3}, 1);
  x.set_requires_grad(true);
  BOOST_CHECK_EXCEPTION(backward(scale(x, 2.0f)), ShapeError,
                        says("backward: output [2, 3] is no scalar; give its gradient"));
  BOOST_CHECK_EXCEPTION(backward(scale(x, 2.0f), Tensor::zeros({3, 2})), ShapeError,
                        says("backward: gradient [3, 2] for output [2, 3]"));
  const Tensor grad_output = random_tensor({2, 3}, 2);
  backward(scale(x, 2.0f), grad_output);
  BOOST_TEST(same_bits(x.grad(), scale(grad_output, 2.0f)));
}

BOOST_AUTO_TEST_CASE(mistakes_of_an_op_are_named) {
  const Tensor x = leaf(1.0f);
  const Tensor output =
      record_gradient(Tensor::scalar(0.0f), {x},
                      [](const Tensor&, Gradients& grads) { grads.add(0, Tensor::zeros({2})); });
  BOOST_CHECK_EXCEPTION(backward(output), ShapeError,
                        says("op: the gradient of input 0 is [2], the input []"));
  BOOST_CHECK_THROW(backward(Tensor::scalar(1.0f)), Error);
}

BOOST_AUTO_TEST_CASE(a_long_graph_is_dropped_without_deep_recursion) {
  const Tensor x = leaf(1.0f);
  Tensor y = x;
  for (int i = 0; i < 200000; ++i) y = multiply(y, x);
  y = Tensor();
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(a_long_graph_is_passed_without_deep_recursion) {
  const Tensor x = leaf(0.5f);
  Tensor y = x;
  for (int i = 0; i < 200000; ++i) y = add(y, x);
  backward(y);
  BOOST_TEST(x.grad().item() == 200001.0f);
}

BOOST_AUTO_TEST_SUITE_END()
