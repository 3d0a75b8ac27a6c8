#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/parity/fixture.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::NamedTensor;
using graft::Tensor;

const std::vector<std::string> kFixtures = {"clip", "clip_legacy_eos"};

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_parity)

BOOST_AUTO_TEST_CASE(outputs_and_gradients_equal_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    graft::set_trainable(*model, true);
    const graft::Batch batch = fixture->inputs();
    std::set<std::string> compared;
    for (const NamedTensor& named :
         graft::output_tensors(*model, batch, true, model->parameters())) {
      const Tensor* wanted = fixture->expected.find(named.name);
      if (wanted == nullptr) continue;
      const bool has_positions = named.name.starts_with("text.") && wanted->rank() == 3;
      graft::tests::check_close(name + " " + named.name, named.tensor, *wanted,
                                fixture->tolerance(named.name),
                                has_positions ? &batch.at("attention_mask") : nullptr);
      compared.insert(named.name);
    }
    for (const NamedTensor& named : fixture->expected.tensors) {
      const bool is_input = batch.find(named.name) != nullptr;
      const bool is_other_case =
          named.name.starts_with("adamw.") || named.name.starts_with("fewer_images.");
      BOOST_TEST((is_input || is_other_case || compared.count(named.name) == 1u), named.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(norms_of_all_gradients_equal_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    graft::set_trainable(*model, true);
    const graft::Value& norms = fixture->info.at("grad_l2_norms").at("by_parameter");
    std::size_t compared = 0;
    for (const NamedTensor& named :
         graft::output_tensors(*model, fixture->inputs(), false, model->parameters())) {
      if (!named.name.starts_with("grad.")) continue;
      double squares = 0.0;
      for (std::int64_t i = 0; i < named.tensor.numel(); ++i) {
        const double value = named.tensor.data<float>()[i];
        squares += value * value;
      }
      const double wanted = norms.at(named.name.substr(5)).as_double();
      BOOST_TEST(std::fabs(std::sqrt(squares) - wanted) <= 1e-5 + 1e-4 * wanted, named.name);
      ++compared;
    }
    BOOST_TEST(compared == norms.size());
  }
}

BOOST_AUTO_TEST_CASE(losses_of_optimizer_steps_equal_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    graft::set_trainable(*model, true);
    const Tensor losses = graft::fixed_batch_losses(*model, fixture->inputs(), model->parameters(),
                                                    graft::FixedBatchOptimizer(), 5);
    graft::tests::check_close(name + " adamw.losses", losses,
                              *fixture->expected.find("adamw.losses"),
                              fixture->tolerance("adamw.losses"));
    for (const graft::NamedParameter& parameter : model->parameters()) {
      const std::string key = "adamw.param." + parameter.name;
      const Tensor* wanted = fixture->expected.find(key);
      if (wanted == nullptr) continue;
      graft::tests::check_close(name + " " + key, parameter.tensor, *wanted,
                                fixture->tolerance(key));
    }
  }
}

BOOST_AUTO_TEST_CASE(fewer_images_than_texts_give_the_similarities_of_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    graft::Batch batch = fixture->inputs();
    const Tensor* wanted = fixture->expected.find("fewer_images.logits_per_image");
    batch["pixel_values"] = batch.at("pixel_values").view_rows(0, wanted->dim(0));
    graft::ForwardContext context;
    graft::tests::check_close("fewer_images.logits_per_image",
                              model->forward(batch, context).more.at("logits_per_image"), *wanted,
                              fixture->tolerance("fewer_images.logits_per_image"));
  }
}

BOOST_AUTO_TEST_CASE(loading_and_saving_gives_the_same_tensors) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const graft::TemporaryFolder folder;
    graft::save_model(folder.path(), *graft::tests::load(fixture->folder, catalog));
    graft::tests::load(folder.path(), catalog);
    const auto before = graft::read_safetensors(fixture->folder + "/model.safetensors");
    const auto after = graft::read_safetensors(folder.path() + "/model.safetensors");
    BOOST_TEST(before.tensors.size() == after.tensors.size());
    for (const NamedTensor& named : before.tensors) {
      const Tensor* again = after.find(named.name);
      BOOST_TEST_REQUIRE(again != nullptr, named.name);
      BOOST_TEST(again->shape() == named.tensor.shape());
      BOOST_TEST(
          std::equal(named.tensor.data<float>(), named.tensor.data<float>() + named.tensor.numel(),
                     again->data<float>()),
          named.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_classifier_takes_the_vision_tower_over_and_says_what_is_new) {
  const auto fixture = graft::tests::open_fixture("clip");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  graft::Rng rng(1);
  const graft::HeadSpec head{
      graft::HeadKind::kImageClassification, {"a", "b", "c"}, "single_label_classification"};
  const graft::LoadedModel adapted = graft::load_model(fixture->folder, catalog, head, rng);
  BOOST_TEST(
      adapted.new_parameters == (std::vector<std::string>{"classifier.weight", "classifier.bias"}),
      boost::test_tools::per_element());
  graft::ForwardContext context;
  context.hidden_states = true;
  const graft::Batch batch = fixture->inputs();
  const graft::ModelOutput output = adapted.model->forward(batch, context);
  graft::tests::check_close("vision.last_hidden_state", output.last_hidden_state,
                            *fixture->expected.find("vision.last_hidden_state"),
                            fixture->tolerance("vision.last_hidden_state"));

  const graft::TemporaryFolder folder;
  graft::save_model(folder.path(), *adapted.model);
  const auto again = graft::tests::load(folder.path(), catalog);
  const Tensor logits = again->forward(batch, context).logits;
  BOOST_TEST(std::equal(logits.data<float>(), logits.data<float>() + logits.numel(),
                        output.logits.data<float>()));
}

BOOST_AUTO_TEST_SUITE_END()
