#include <cmath>
#include <map>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/precision.h"
#include "tests/plugins/families/labelled_batch.h"
#include "tests/plugins/families/small_model.h"

// Every architecture learns with activations of bf16.

using namespace graft;
using namespace graft::tests;

namespace {

struct Learned {
  float loss = 0.0f;
  std::map<std::string, Tensor> gradients;
};

Learned learn(Architecture& model, const Batch& batch, DType dtype) {
  for (NamedParameter& parameter : model.parameters()) {
    parameter.tensor.set_requires_grad(true);
    parameter.tensor.clear_grad();
  }
  const ComputePrecision precision(dtype);
  Rng rng(3);
  ForwardContext context{.training = true, .rng = &rng, .logits = false};
  const ModelOutput output = model.forward(batch, context);
  BOOST_TEST(name_of(output.loss.dtype()) == "f32");
  backward(output.loss);
  Learned learned;
  learned.loss = output.loss.item();
  for (const NamedParameter& parameter : model.parameters()) {
    if (parameter.tensor.grad().defined())
      learned.gradients[parameter.name] = parameter.tensor.grad();
  }
  return learned;
}

double cosine(const Tensor& left, const Tensor& right) {
  double both = 0.0;
  double of_left = 1e-30;
  double of_right = 1e-30;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    const auto x = static_cast<double>(left.data<float>()[i]);
    const auto y = static_cast<double>(right.data<float>()[i]);
    both += x * y;
    of_left += x * x;
    of_right += y * y;
  }
  return both / std::sqrt(of_left * of_right);
}

double length(const Tensor& tensor) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    sum += static_cast<double>(tensor.data<float>()[i]) * tensor.data<float>()[i];
  }
  return std::sqrt(sum);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bfloat16_families)

BOOST_AUTO_TEST_CASE(losses_and_gradients_are_those_of_f32_but_for_rounding) {
  PluginCatalog catalog = all_plugins();
  for (const SmallModel& small : small_models(catalog, HeadSpec{})) {
    BOOST_TEST_CONTEXT(small.label) {
      const Batch batch = labelled_batch(*small.model);
      const Learned expected = learn(*small.model, batch, DType::kFloat32);
      const Learned found = learn(*small.model, batch, DType::kBFloat16);
      BOOST_TEST(found.loss == expected.loss, boost::test_tools::tolerance(0.02f));
      BOOST_TEST(found.loss != expected.loss);
      BOOST_TEST_REQUIRE(found.gradients.size() == expected.gradients.size());
      double most = 0.0;
      for (const auto& [name, gradient] : expected.gradients) {
        most = std::max(most, length(gradient));
      }
      for (const auto& [name, gradient] : expected.gradients) {
        if (length(gradient) < 0.02 * most) continue;  // all but rounding errors
        BOOST_TEST(cosine(found.gradients.at(name), gradient) > 0.97, name);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
