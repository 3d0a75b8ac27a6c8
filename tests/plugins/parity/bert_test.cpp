#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/plugins/parity/fixture.h"
#include "tests/support/temporary_folder.h"

using namespace graft;
using graft::tests::Fixture;

namespace {

void check_outputs(const std::string& name, std::size_t least) {
  const auto fixture = tests::open_fixture(name);
  if (!fixture) return;
  PluginCatalog catalog = tests::built_plugins();
  const auto model = tests::load(fixture->folder, catalog);
  set_trainable(*model, true);
  const Batch batch = fixture->inputs();
  std::size_t compared = 0;
  for (const NamedTensor& named : output_tensors(*model, batch, true, model->parameters())) {
    const Tensor* wanted = fixture->expected.find(named.name);
    if (wanted == nullptr) continue;
    const Tensor& mask = batch.at("attention_mask");
    const bool has_positions = wanted->rank() == 3 && wanted->dim(1) == mask.dim(1);
    tests::check_close(named.name, named.tensor, *wanted, fixture->tolerance(named.name),
                       has_positions ? &mask : nullptr);
    ++compared;
  }
  BOOST_TEST(compared >= least);
}

void check_steps(const std::string& name) {
  const auto fixture = tests::open_fixture(name);
  if (!fixture) return;
  PluginCatalog catalog = tests::built_plugins();
  const auto model = tests::load(fixture->folder, catalog);
  set_trainable(*model, true);
  const Tensor losses =
      fixed_batch_losses(*model, fixture->inputs(), model->parameters(), FixedBatchOptimizer(), 5);
  tests::check_close("adamw.losses", losses, *fixture->expected.find("adamw.losses"),
                     fixture->tolerance("adamw.losses"));
}

/// The model of a folder, to be adapted to two labels.
LoadedModel with_new_labels(const std::string& folder) {
  PluginCatalog catalog = tests::built_plugins();
  HeadSpec head;
  head.kind = HeadKind::kSequenceClassification;
  head.labels = {"no", "yes"};
  Rng rng(1);
  return load_model(folder, catalog, head, rng);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bert_parity)

BOOST_AUTO_TEST_CASE(outputs_and_gradients_equal_the_reference) {
  check_outputs("bert_mlm", 14);
  check_outputs("bert_pretraining", 12);
  check_outputs("bert_seqcls", 11);
  check_outputs("bert_tokcls", 9);
}

BOOST_AUTO_TEST_CASE(losses_of_optimizer_steps_equal_the_reference) {
  for (const char* name : {"bert_mlm", "bert_pretraining", "bert_seqcls", "bert_tokcls"}) {
    BOOST_TEST_CONTEXT(name) { check_steps(name); }
  }
}

BOOST_AUTO_TEST_CASE(without_mask_and_types_all_is_real_and_of_the_first_text) {
  for (const char* name : {"bert_mlm", "bert_pretraining"}) {
    const auto fixture = tests::open_fixture(name);
    if (!fixture) return;
    PluginCatalog catalog = tests::built_plugins();
    const auto model = tests::load(fixture->folder, catalog);
    Batch batch;
    batch["input_ids"] = fixture->inputs().at("input_ids");
    const NoGradient no_gradient;
    ForwardContext context;
    tests::check_close(name, model->forward(batch, context).last_hidden_state,
                       *fixture->expected.find("nomask.last_hidden_state"),
                       fixture->tolerance("nomask.last_hidden_state"));
  }
}

BOOST_AUTO_TEST_CASE(loading_and_saving_gives_the_same_tensors_and_a_published_config) {
  const auto fixture = tests::open_fixture("bert_pretraining");
  if (!fixture) return;
  PluginCatalog catalog = tests::built_plugins();
  const auto model = tests::load(fixture->folder, catalog);
  const TemporaryFolder copy;
  save_model(copy.path(), *model);
  const SafetensorsFile before = read_safetensors(fixture->folder + "/model.safetensors");
  const SafetensorsFile after = read_safetensors(copy.path() + "/model.safetensors");
  BOOST_TEST(before.tensors.size() == after.tensors.size());
  for (const NamedTensor& named : before.tensors) {
    const Tensor* const again = after.find(named.name);
    BOOST_TEST_REQUIRE((again != nullptr), named.name);
    tests::check_close(named.name, *again, named.tensor, 0.0);
  }
  const Value config = parse_json(read_file(copy.path() + "/config.json"));
  const Value original = parse_json(read_file(fixture->folder + "/config.json"));
  for (const char* key : {"architectures", "model_type", "hidden_size", "num_hidden_layers",
                          "num_attention_heads", "intermediate_size", "hidden_act", "vocab_size",
                          "max_position_embeddings", "type_vocab_size", "layer_norm_eps"}) {
    BOOST_TEST(write_json(config.at(key)) == write_json(original.at(key)), key);
  }
}

BOOST_AUTO_TEST_CASE(a_masked_model_becomes_a_classifier_whose_pooler_and_head_are_new) {
  const auto fixture = tests::open_fixture("bert_mlm");
  if (!fixture) return;
  const LoadedModel loaded = with_new_labels(fixture->folder);
  BOOST_TEST(loaded.new_parameters ==
                 (std::vector<std::string>{"bert.pooler.dense.weight", "bert.pooler.dense.bias",
                                           "classifier.weight", "classifier.bias"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pooler_that_was_trained_is_kept_under_a_new_head) {
  const auto fixture = tests::open_fixture("bert_pretraining");
  if (!fixture) return;
  const LoadedModel loaded = with_new_labels(fixture->folder);
  BOOST_TEST(
      loaded.new_parameters == (std::vector<std::string>{"classifier.weight", "classifier.bias"}),
      boost::test_tools::per_element());
  for (const NamedParameter& parameter : loaded.model->parameters()) {
    BOOST_TEST(parameter.is_new == parameter.name.starts_with("classifier."), parameter.name);
  }
}

BOOST_AUTO_TEST_CASE(how_labels_are_scored_makes_no_other_head) {
  const auto fixture = tests::open_fixture("bert_seqcls");
  if (!fixture) return;
  PluginCatalog catalog = tests::built_plugins();
  HeadSpec head = model_head(fixture->folder, catalog);
  head.problem_type = "multi_label_classification";
  Rng rng(1);
  BOOST_TEST(load_model(fixture->folder, catalog, head, rng).new_parameters.empty());
}

BOOST_AUTO_TEST_SUITE_END()
