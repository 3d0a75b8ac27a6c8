#include <algorithm>
#include <cmath>
#include <set>
#include <string>
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

// Parameters that the loss of a model does not depend on.
const std::set<std::pair<std::string, std::string>> kUnread = {
    // The language model reads the patches, the norm is that of the class token.
    {"image-conditioned", "vision_tower.vision_model.post_layernorm.weight"},
    {"image-conditioned", "vision_tower.vision_model.post_layernorm.bias"},
};

double dot(const Tensor& left, const Tensor& right) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    sum += static_cast<double>(left.data<float>()[i]) * static_cast<double>(right.data<float>()[i]);
  }
  return sum;
}

double length_of(const Tensor& tensor) { return std::sqrt(dot(tensor, tensor)); }

// Of length 1, or 0 if the tensor is.
Tensor unit(const Tensor& tensor) {
  const double length = length_of(tensor);
  return length > 0.0 ? scale(tensor, static_cast<float>(1.0 / length)) : tensor;
}

// A part of the columns, the others 0: a projection may hold query, key and value side by side.
constexpr std::int64_t kParts = 3;
Tensor part_of(const Tensor& tensor, std::int64_t part) {
  Tensor result = Tensor::zeros(tensor.shape());
  const std::int64_t columns = tensor.rank() == 0 ? 1 : tensor.dim(-1);
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    if (i % columns * kParts / columns == part) result.data<float>()[i] = tensor.data<float>()[i];
  }
  return result;
}

// Embeddings of padding learn nothing from being looked up, though it may change the loss.
Batch without_padding(const Batch& batch) {
  Batch result = batch;
  if (batch.find("input_ids") == nullptr) return result;
  Tensor input_ids = batch.at("input_ids").clone();
  std::replace(input_ids.data<std::int64_t>(), input_ids.data<std::int64_t>() + input_ids.numel(),
               std::int64_t{0}, std::int64_t{2});
  result["input_ids"] = input_ids;
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

struct Slope {
  double value;
  double doubt;  // by how much halving the step changed it, and rounding may
};

// A difference quotient of fourth order. Long steps show bends of the loss, short ones drown in
// rounding: the step that leaves the least doubt.
Slope slope(Architecture& model, const Batch& batch, const Tensor& parameter,
            const Tensor& direction) {
  constexpr double kRounding = 2e-7;
  const auto difference = [&](double step) {
    return loss_at(model, batch, parameter, direction, step) -
           loss_at(model, batch, parameter, direction, -step);
  };
  Slope best = {NAN, INFINITY};
  double before = INFINITY;
  double step = 1.0;
  double of_twice = difference(step);
  while (kRounding / step < best.doubt) {
    step /= 2.0;
    const double of_once = difference(step);
    const double quotient = (8.0 * of_once - of_twice) / (12.0 * step);
    const double doubt = std::abs(quotient - before) + kRounding / step;
    if (doubt < best.doubt) best = {quotient, doubt};
    before = quotient;
    of_twice = of_once;
  }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gradient_families)

BOOST_AUTO_TEST_CASE(gradients_are_the_slopes_of_the_loss) {
  PluginCatalog catalog = all_plugins();
  Value smooth = Value::map();
  smooth.set("feed_forward", "gelu");  // not a relu, whose corners are everywhere
  for (const SmallModel& small : small_models(catalog, HeadSpec{}, smooth)) {
    BOOST_TEST_CONTEXT(small.label) {
      Architecture& model = *small.model;
      const Batch batch = without_padding(labelled_batch(model));
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
      const Tensor loss = model.forward(batch, context).loss;
      backward(loss);
      const NoGradient no_gradient;
      for (const NamedParameter& parameter : parameters) {
        const Tensor gradient = parameter.tensor.grad();
        const Tensor random = random_tensor(parameter.tensor.shape(), ++seed);
        if (kUnread.count({small.label, parameter.name}) != 0) {
          BOOST_TEST(!gradient.defined(), parameter.name << " has a gradient");
          BOOST_TEST(loss_at(model, batch, parameter.tensor, random, 1.0) == loss.item(),
                     parameter.name << " is read");
          continue;
        }
        BOOST_TEST(gradient.defined(), parameter.name << " has no gradient");
        if (!gradient.defined()) continue;
        for (std::int64_t part = 0; part < kParts; ++part) {
          const Tensor random_part = part_of(random, part);
          if (length_of(random_part) == 0.0) continue;  // fewer columns than parts
          // The gradient's own direction shows its size, a random one what it misses.
          const Tensor of_part = part_of(gradient, part);
          const Tensor direction = unit(add(unit(of_part), unit(random_part)));
          const Slope expected = slope(model, batch, parameter.tensor, direction);
          const double found = dot(gradient, direction);
          const double tolerance = 3e-6 + 0.005 * length_of(of_part);
          BOOST_TEST(expected.doubt <= tolerance, parameter.name << ": no step shows the slope");
          BOOST_TEST(
              std::abs(found - expected.value) <= tolerance,
              parameter.name << ", part " << part << ": " << found << ", slope " << expected.value);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
