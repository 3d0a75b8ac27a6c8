#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/plugins/families/labelled_batch.h"
#include "tests/plugins/families/small_model.h"

// Every architecture learns the same whether it keeps what lies inside its blocks or passes them
// again.

using namespace graft;
using namespace graft::tests;

namespace {

std::vector<Tensor> gradients(Architecture& model, const Batch& batch, bool checkpoints) {
  for (NamedParameter& parameter : model.parameters()) {
    parameter.tensor.set_requires_grad(true);
    parameter.tensor.clear_grad();
  }
  Rng rng(3);
  ForwardContext context{
      .training = true, .rng = &rng, .logits = false, .gradient_checkpointing = checkpoints};
  const ModelOutput output = model.forward(batch, context);
  backward(output.loss);
  std::vector<Tensor> all;
  for (const NamedParameter& parameter : model.parameters()) all.push_back(parameter.tensor.grad());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checkpoint_families)

BOOST_AUTO_TEST_CASE(gradients_are_those_without) {
  PluginCatalog catalog = all_plugins();
  for (const SmallModel& small : small_models(catalog, HeadSpec{})) {
    BOOST_TEST_CONTEXT(small.label) {
      const Batch batch = labelled_batch(*small.model);
      const std::vector<Tensor> expected = gradients(*small.model, batch, false);
      const std::vector<Tensor> found = gradients(*small.model, batch, true);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        BOOST_TEST(found[i].defined() == expected[i].defined());
        if (!expected[i].defined() || !found[i].defined()) continue;
        // Parameters shared by blocks get the same terms in another order.
        double worst = 0.0;
        for (std::int64_t k = 0; k < expected[i].numel(); ++k) {
          worst = std::max(worst, std::abs(static_cast<double>(found[i].data<float>()[k]) -
                                           static_cast<double>(expected[i].data<float>()[k])));
        }
        BOOST_TEST(worst <= 1e-5, small.model->parameters()[i].name);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
