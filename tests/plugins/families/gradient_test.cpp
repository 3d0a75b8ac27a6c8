#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/elementwise.h"
#include "tests/plugins/families/labelled_batch.h"
#include "tests/plugins/families/small_model.h"
#include "tests/support/gradient_check.h"

// Every architecture with two blocks: the gradient of each parameter is the slope of the loss along
// it.

using namespace graft;
using namespace graft::tests;

namespace {

double dot(const Tensor& left, const Tensor& right) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    sum += static_cast<double>(left.data<float>()[i]) * static_cast<double>(right.data<float>()[i]);
  }
  return sum;
}

Tensor unit(const Tensor& tensor) {
  Tensor result = tensor.clone();
  const double length = std::sqrt(dot(tensor, tensor));
  for (std::int64_t i = 0; i < result.numel(); ++i) {
    result.data<float>()[i] = static_cast<float>(result.data<float>()[i] / length);
  }
  return result;
}

// The loss with `parameter` moved by `step` along `direction`.
double loss_at(Architecture& model, const Batch& batch, Tensor parameter, const Tensor& direction,
               double step) {
  const Tensor before = parameter.clone();
  for (std::int64_t i = 0; i < parameter.numel(); ++i) {
    parameter.data<float>()[i] += static_cast<float>(step * direction.data<float>()[i]);
  }
  const NoGradient no_gradient;
  ForwardContext context{.logits = false};
  const double loss = model.forward(batch, context).loss.item();
  std::copy_n(before.data<float>(), before.numel(), parameter.data<float>());
  return loss;
}

// A difference quotient of fourth order.
double slope(Architecture& model, const Batch& batch, const Tensor& parameter,
             const Tensor& direction) {
  constexpr double kStep = 2e-3;
  const auto at = [&](double step) { return loss_at(model, batch, parameter, direction, step); };
  return (8.0 * (at(kStep) - at(-kStep)) - (at(2.0 * kStep) - at(-2.0 * kStep))) / (12.0 * kStep);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gradient_families)

BOOST_AUTO_TEST_CASE(gradients_are_the_slopes_of_the_loss) {
  PluginCatalog catalog = all_plugins();
  for (const SmallModel& small : small_models(catalog, HeadSpec{})) {
    BOOST_TEST_CONTEXT(small.label) {
      Architecture& model = *small.model;
      const Batch batch = labelled_batch(model);
      const std::vector<NamedParameter> parameters = model.parameters();
      std::uint64_t seed = 0;
      for (const NamedParameter& parameter : parameters) {
        // Away from the small values of a new model, which hide what small changes do.
        Tensor tensor = parameter.tensor;
        const Tensor change = random_tensor(tensor.shape(), ++seed, 0.2f);
        tensor.copy_from(add(tensor, change));
        tensor.set_requires_grad(true);
      }
      ForwardContext context{.logits = false};
      backward(model.forward(batch, context).loss);
      int reached = 0;
      for (const NamedParameter& parameter : parameters) {
        const Tensor gradient = parameter.tensor.grad();
        if (!gradient.defined()) continue;  // of a part that this loss does not read
        ++reached;
        const Tensor random = unit(random_tensor(gradient.shape(), ++seed));
        const double length = std::sqrt(dot(gradient, gradient));
        // Besides rounding, a step may cross the corner of a relu.
        const double tolerance = 0.03 * length + 1e-3;
        const auto check = [&](const Tensor& direction, const char* name) {
          const double expected = slope(model, batch, parameter.tensor, direction);
          const double found = dot(gradient, direction);
          BOOST_TEST(std::abs(found - expected) <= tolerance,
                     parameter.name << ", " << name << ": " << found << ", the slope " << expected);
        };
        check(random, "a random direction");
        if (length > 0.0) check(unit(gradient), "its gradient");
      }
      BOOST_TEST(reached > 2);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
