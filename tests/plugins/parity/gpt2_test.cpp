#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/generate/generator.h"
#include "tests/plugins/parity/fixture.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::NamedTensor;
using graft::Tensor;
using graft::tests::Fixture;
using Ids = std::vector<std::int64_t>;

/// The real tokens of a row.
Ids row_ids(const Tensor& input_ids, const Tensor& mask, std::int64_t row) {
  Ids ids;
  for (std::int64_t t = 0; t < input_ids.dim(1); ++t) {
    const std::int64_t index = row * input_ids.dim(1) + t;
    if (mask.data<std::int64_t>()[index] != 0) {
      ids.push_back(input_ids.data<std::int64_t>()[index]);
    }
  }
  return ids;
}

/// A row of generated sequences without `left` tokens of padding in front and any at the end.
Ids sequence_row(const Tensor& sequences, std::int64_t row, std::int64_t left, std::size_t length) {
  const std::int64_t* begin = sequences.data<std::int64_t>() + row * sequences.dim(1);
  Ids ids(begin + left, begin + sequences.dim(1));
  while (ids.size() > length && ids.back() == 0) ids.pop_back();
  return ids;
}

void check_generation(const Fixture& fixture, graft::Autoregressive& model, const std::string& name,
                      const graft::Value& request) {
  graft::Value value = graft::Value::map();
  for (const auto& member : request.as_map()) value.set(member.key, member.value);
  const auto settings = graft::GenerationSettings::read(value, name);
  const Tensor& input_ids = *fixture.expected.find("gen.input_ids");
  const Tensor& mask = *fixture.expected.find("gen.attention_mask");
  const Tensor& wanted = *fixture.expected.find("gen." + name + ".sequences");
  const Tensor* scores = fixture.expected.find("gen." + name + ".sequences_scores");
  for (std::int64_t row = 0; row < input_ids.dim(0); ++row) {
    const Ids prompt = row_ids(input_ids, mask, row);
    const auto left = input_ids.dim(1) - static_cast<std::int64_t>(prompt.size());
    const auto results = graft::generate(model, {}, prompt, settings);
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto index = row * settings.num_return_sequences + static_cast<std::int64_t>(i);
      const Ids& found = results[i].ids;
      BOOST_TEST(found == sequence_row(wanted, index, left, found.size()),
                 boost::test_tools::per_element());
      if (scores != nullptr) {
        BOOST_TEST(results[i].score == scores->data<float>()[index],
                   boost::test_tools::tolerance(1e-4));
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gpt2_parity)

BOOST_AUTO_TEST_CASE(outputs_and_gradients_equal_the_reference) {
  const auto fixture = graft::tests::open_fixture("gpt2");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  const auto model = graft::tests::load(fixture->folder, catalog);
  graft::set_trainable(*model, true);
  const graft::Batch batch = fixture->inputs();
  std::size_t compared = 0;
  for (const NamedTensor& named : graft::output_tensors(*model, batch, true, model->parameters())) {
    const Tensor* wanted = fixture->expected.find(named.name);
    if (wanted == nullptr) continue;
    const bool has_positions = wanted->rank() == 3;
    graft::tests::check_close(named.name, named.tensor, *wanted, fixture->tolerance(named.name),
                              has_positions ? &batch.at("attention_mask") : nullptr);
    ++compared;
  }
  BOOST_TEST(compared >= 12u);
}

BOOST_AUTO_TEST_CASE(losses_of_optimizer_steps_equal_the_reference) {
  const auto fixture = graft::tests::open_fixture("gpt2");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  const auto model = graft::tests::load(fixture->folder, catalog);
  graft::set_trainable(*model, true);
  const Tensor losses = graft::fixed_batch_losses(*model, fixture->inputs(), model->parameters(),
                                                  graft::FixedBatchOptimizer(), 5);
  graft::tests::check_close("adamw.losses", losses, *fixture->expected.find("adamw.losses"),
                            fixture->tolerance("adamw.losses"));
}

BOOST_AUTO_TEST_CASE(generated_sequences_equal_the_reference) {
  const auto fixture = graft::tests::open_fixture("gpt2");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  const auto model = graft::tests::load(fixture->folder, catalog);
  auto& autoregressive = dynamic_cast<graft::Autoregressive&>(*model);
  for (const auto& member : fixture->info.at("generation").as_map()) {
    BOOST_TEST_CONTEXT(member.key) {
      check_generation(*fixture, autoregressive, member.key, member.value.at("settings"));
    }
  }
}

BOOST_AUTO_TEST_CASE(other_names_and_types_of_published_checkpoints_are_read) {
  const auto base = graft::tests::open_fixture("checkpoint_variants/gpt2");
  if (!base) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  for (const std::string name : {"gpt2_base_names", "gpt2_f16", "gpt2_bf16"}) {
    const std::string folder = GRAFT_SHARED_DIR "/fixtures/checkpoint_variants/" + name;
    const graft::TemporaryFolder copy;
    for (const char* file : {"config.json", "model.safetensors"}) {
      const std::string own = folder + "/" + file;
      std::filesystem::copy(std::filesystem::exists(own) ? own : base->folder + "/" + file,
                            copy.path());
    }
    const auto model = graft::tests::load(copy.path(), catalog);
    const std::string expected = folder + "/expected.safetensors";
    const Tensor wanted = std::filesystem::exists(expected)
                              ? *graft::read_safetensors(expected).find("logits")
                              : *base->expected.find("logits");
    const graft::Batch batch = base->inputs();
    graft::ForwardContext context;
    graft::tests::check_close(name, model->forward(batch, context).logits, wanted, 1e-4,
                              &batch.at("attention_mask"));
  }
}

BOOST_AUTO_TEST_CASE(loading_and_saving_gives_the_same_tensors) {
  const auto fixture = graft::tests::open_fixture("gpt2");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  const graft::TemporaryFolder folder;
  graft::save_model(folder.path(), *graft::tests::load(fixture->folder, catalog));
  const auto before = graft::read_safetensors(fixture->folder + "/model.safetensors");
  const auto after = graft::read_safetensors(folder.path() + "/model.safetensors");
  BOOST_TEST(before.tensors.size() == after.tensors.size());
  for (const NamedTensor& named : before.tensors) {
    const Tensor* again = after.find(named.name);
    BOOST_TEST_REQUIRE(again != nullptr, named.name);
    BOOST_TEST(again->shape() == named.tensor.shape());
    BOOST_TEST(std::equal(named.tensor.data<float>(),
                          named.tensor.data<float>() + named.tensor.numel(), again->data<float>()),
               named.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
