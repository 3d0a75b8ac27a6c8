#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/parity/fixture.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::NamedParameter;
using graft::NamedTensor;
using graft::Tensor;

/// The name in memory of the reference, which has an adapter's name in it.
std::string reference_name(std::string name) {
  for (const std::string part : {".lora_A", ".lora_B"}) {
    const std::size_t at = name.find(part + ".weight");
    if (at != std::string::npos) name.insert(at + part.size(), ".default");
  }
  return name;
}

/// The fixture's base model with its adapter.
struct Adapted {
  explicit Adapted(const graft::tests::Fixture& fixture)
      : model(graft::tests::load(fixture.folder + "/" + fixture.info.at("base_model").as_string(),
                                 catalog)),
        adapter(graft::load_adapter(fixture.folder, catalog, *model, rng)) {}

  graft::PluginCatalog catalog = graft::tests::built_plugins();
  graft::Rng rng{1};
  std::unique_ptr<graft::Architecture> model;
  std::unique_ptr<graft::Adapter> adapter;
};

Tensor logits_of(graft::Architecture& model, const graft::Batch& batch) {
  graft::ForwardContext context;
  return model.forward(batch, context).logits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lora_gpt2_parity)

BOOST_AUTO_TEST_CASE(outputs_gradients_and_losses_equal_the_reference) {
  const auto fixture = graft::tests::open_fixture("peft/lora_gpt2");
  if (!fixture) return;
  Adapted adapted(*fixture);
  const graft::Batch batch = fixture->inputs();
  const std::vector<NamedParameter> parameters = adapted.adapter->parameters();
  std::size_t compared = 0;
  for (const NamedTensor& named : graft::output_tensors(*adapted.model, batch, false, parameters)) {
    const Tensor* wanted = fixture->expected.find(reference_name(named.name));
    if (wanted == nullptr) continue;
    graft::tests::check_close(named.name, named.tensor, *wanted,
                              fixture->tolerance(reference_name(named.name)),
                              wanted->rank() == 3 ? &batch.at("attention_mask") : nullptr);
    ++compared;
  }
  BOOST_TEST(compared == 8u);
  graft::tests::check_close(
      "adamw.losses",
      graft::fixed_batch_losses(*adapted.model, batch, parameters, graft::FixedBatchOptimizer(), 5),
      *fixture->expected.find("adamw.losses"), fixture->tolerance("adamw.losses"));
}

BOOST_AUTO_TEST_CASE(the_merged_model_equals_the_reference) {
  const auto fixture = graft::tests::open_fixture("peft/lora_gpt2");
  if (!fixture) return;
  Adapted adapted(*fixture);
  adapted.adapter->merge();
  const graft::Batch batch = fixture->inputs();
  graft::tests::check_close("merged.logits", logits_of(*adapted.model, batch),
                            *fixture->expected.find("merged.logits"),
                            fixture->tolerance("merged.logits"), &batch.at("attention_mask"));
  for (const NamedParameter& parameter : adapted.model->parameters()) {
    const Tensor* wanted = fixture->expected.find("merged.weight." + parameter.name);
    if (wanted == nullptr) continue;
    graft::tests::check_close(parameter.name, parameter.tensor, *wanted, 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(a_saved_adapter_computes_the_same_after_loading) {
  const auto fixture = graft::tests::open_fixture("peft/lora_gpt2");
  if (!fixture) return;
  Adapted adapted(*fixture);
  const graft::TemporaryFolder folder;
  graft::save_adapter(folder.path(), *adapted.adapter, *adapted.model, "base");
  const graft::Batch batch = fixture->inputs();
  const Tensor before = logits_of(*adapted.model, batch);
  const auto again = graft::tests::load(
      fixture->folder + "/" + fixture->info.at("base_model").as_string(), adapted.catalog);
  const auto adapter = graft::load_adapter(folder.path(), adapted.catalog, *again, adapted.rng);
  const Tensor after = logits_of(*again, batch);
  BOOST_TEST(
      std::equal(before.data<float>(), before.data<float>() + before.numel(), after.data<float>()));
}

BOOST_AUTO_TEST_SUITE_END()
