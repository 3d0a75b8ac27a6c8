#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/generate/generator.h"
#include "tests/plugins/parity/fixture.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::Batch;
using graft::EncoderDecoder;
using graft::NamedTensor;
using graft::Tensor;
using graft::tests::Fixture;
using Ids = std::vector<std::int64_t>;

const std::vector<std::string> kFixtures = {"t5", "t5_v1_1"};

/// One source text, without its padding.
Batch source_row(const Fixture& fixture, std::int64_t row) {
  const Batch batch = fixture.inputs();
  const Tensor& input_ids = batch.at("input_ids");
  const Tensor& mask = batch.at("attention_mask");
  Ids ids;
  for (std::int64_t i = row * input_ids.dim(1); i < (row + 1) * input_ids.dim(1); ++i) {
    if (mask.data<std::int64_t>()[i] != 0) ids.push_back(input_ids.data<std::int64_t>()[i]);
  }
  Batch source;
  source["input_ids"] = Tensor::from({1, static_cast<std::int64_t>(ids.size())}, ids);
  return source;
}

void check_generation(const Fixture& fixture, EncoderDecoder& model, const std::string& name,
                      const graft::Value& request) {
  graft::Value value = graft::Value::map();
  for (const auto& member : request.as_map()) value.set(member.key, member.value);
  const auto settings = graft::GenerationSettings::read(value, name);
  const Tensor& wanted = *fixture.expected.find("gen." + name + ".sequences");
  const Tensor* scores = fixture.expected.find("gen." + name + ".sequences_scores");
  for (std::int64_t row = 0; row < fixture.inputs().at("input_ids").dim(0); ++row) {
    const auto results = graft::generate(model, source_row(fixture, row),
                                         {model.decoder_start_token_id()}, settings);
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto index = row * settings.num_return_sequences + static_cast<std::int64_t>(i);
      const std::int64_t* begin = wanted.data<std::int64_t>() + index * wanted.dim(1);
      Ids expected(begin, begin + wanted.dim(1));
      const Ids& found = results[i].ids;
      while (expected.size() > found.size() && expected.back() == 0) expected.pop_back();
      BOOST_TEST(found == expected, boost::test_tools::per_element());
      if (scores != nullptr) {
        BOOST_TEST(results[i].score == scores->data<float>()[index],
                   boost::test_tools::tolerance(1e-4));
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(t5_parity)

BOOST_AUTO_TEST_CASE(outputs_and_gradients_equal_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    graft::set_trainable(*model, true);
    Batch batch = fixture->inputs();
    batch.tensors.erase("decoder_attention_mask");  // of another case
    std::set<std::string> compared;
    for (const NamedTensor& named :
         graft::output_tensors(*model, batch, true, model->parameters())) {
      const Tensor* wanted = fixture->expected.find(named.name);
      if (wanted == nullptr) continue;
      const bool is_encoded = named.name.starts_with("encoder_");
      graft::tests::check_close(name + " " + named.name, named.tensor, *wanted,
                                fixture->tolerance(named.name),
                                is_encoded ? &batch.at("attention_mask") : nullptr);
      compared.insert(named.name);
    }
    for (const NamedTensor& named : fixture->expected.tensors) {
      const bool is_output =
          named.name == "loss" || named.name == "logits" || named.name.starts_with("grad.") ||
          named.name.starts_with("encoder_") || named.name.starts_with("decoder_hidden_states.");
      BOOST_TEST((!is_output || compared.count(named.name) == 1u), named.name);
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
    Batch batch = fixture->inputs();
    batch.tensors.erase("decoder_attention_mask");
    const graft::Value& norms = fixture->info.at("grad_l2_norms").at("by_parameter");
    std::size_t compared = 0;
    for (const NamedTensor& named :
         graft::output_tensors(*model, batch, false, model->parameters())) {
      if (!named.name.starts_with("grad.")) continue;
      double squares = 0.0;
      for (std::int64_t i = 0; i < named.tensor.numel(); ++i) {
        const auto value = static_cast<double>(named.tensor.data<float>()[i]);
        squares += value * value;
      }
      const double wanted = norms.at(named.name.substr(5)).as_double();
      BOOST_TEST(std::fabs(std::sqrt(squares) - wanted) <= 1e-5 + 1e-3 * wanted, named.name);
      ++compared;
    }
    BOOST_TEST(compared == norms.size());
  }
}

BOOST_AUTO_TEST_CASE(a_decoder_mask_hides_tokens_as_in_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    Batch batch = fixture->inputs();
    batch["decoder_attention_mask"] = *fixture->expected.find("decoder_attention_mask");
    graft::ForwardContext context;
    graft::tests::check_close(name + " decmask.logits", model->forward(batch, context).logits,
                              *fixture->expected.find("decmask.logits"),
                              fixture->tolerance("decmask.logits"));
  }
}

BOOST_AUTO_TEST_CASE(losses_of_optimizer_steps_equal_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    graft::set_trainable(*model, true);
    Batch batch = fixture->inputs();
    batch.tensors.erase("decoder_attention_mask");
    const Tensor losses = graft::fixed_batch_losses(*model, batch, model->parameters(),
                                                    graft::FixedBatchOptimizer(), 5);
    graft::tests::check_close(name + " adamw.losses", losses,
                              *fixture->expected.find("adamw.losses"),
                              fixture->tolerance("adamw.losses"));
  }
}

BOOST_AUTO_TEST_CASE(generated_sequences_equal_the_reference) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
    if (!fixture) return;
    graft::PluginCatalog catalog = graft::tests::built_plugins();
    const auto model = graft::tests::load(fixture->folder, catalog);
    auto& encoder_decoder = dynamic_cast<EncoderDecoder&>(*model);
    for (const auto& member : fixture->info.at("generation").as_map()) {
      BOOST_TEST_CONTEXT(name << " " << member.key) {
        check_generation(*fixture, encoder_decoder, member.key, member.value.at("settings"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(loading_and_saving_gives_the_same_tensors) {
  for (const std::string& name : kFixtures) {
    const auto fixture = graft::tests::open_fixture(name);
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
      BOOST_TEST(
          std::equal(named.tensor.data<float>(), named.tensor.data<float>() + named.tensor.numel(),
                     again->data<float>()),
          named.name);
    }
    const auto config_of = [](const std::string& path) {
      return graft::parse_json(graft::read_file(path + "/config.json"));
    };
    const graft::Value saved = config_of(folder.path());
    const graft::Value published = config_of(fixture->folder);
    for (const auto& member : published.as_map()) {
      if (member.key == "transformers_version") continue;
      const graft::Value* again = saved.find(member.key);
      BOOST_TEST_REQUIRE(again != nullptr, member.key);
      BOOST_TEST(write_json(*again) == write_json(member.value), member.key);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_text_model_becomes_a_classifier_and_back) {
  const auto fixture = graft::tests::open_fixture("t5");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  graft::Rng rng(1);
  const graft::HeadSpec head{
      graft::HeadKind::kSequenceClassification, {"差", "好"}, "single_label_classification"};
  const auto classifier = graft::load_model(fixture->folder, catalog, head, rng);
  BOOST_TEST(classifier.new_parameters ==
                 (std::vector<std::string>{
                     "classification_head.dense.weight", "classification_head.dense.bias",
                     "classification_head.out_proj.weight", "classification_head.out_proj.bias"}),
             boost::test_tools::per_element());

  const graft::TemporaryFolder folder;
  graft::save_model(folder.path(), *classifier.model);
  const auto saved = graft::read_safetensors(folder.path() + "/model.safetensors");
  BOOST_TEST(saved.find("transformer.shared.weight") != nullptr);
  BOOST_TEST(graft::load_model(folder.path(), catalog, std::nullopt, rng).new_parameters.empty());

  const auto text_model = graft::load_model(folder.path(), catalog, graft::HeadSpec{}, rng);
  BOOST_TEST(text_model.new_parameters.empty());
  graft::ForwardContext context;
  const Batch batch = [&] {
    Batch inputs = fixture->inputs();
    inputs.tensors.erase("decoder_attention_mask");
    return inputs;
  }();
  graft::tests::check_close("logits", text_model.model->forward(batch, context).logits,
                            *fixture->expected.find("logits"), fixture->tolerance("logits"));
}

BOOST_AUTO_TEST_CASE(duplicates_of_the_embeddings_are_read_and_checked) {
  const auto fixture = graft::tests::open_fixture("t5");
  if (!fixture) return;
  graft::PluginCatalog catalog = graft::tests::built_plugins();
  graft::SafetensorsFile file = graft::read_safetensors(fixture->folder + "/model.safetensors");
  const Tensor shared = *file.find("shared.weight");
  file.tensors.push_back({"encoder.embed_tokens.weight", shared.clone()});
  file.tensors.push_back({"decoder.embed_tokens.weight", shared.clone()});
  file.tensors.push_back({"lm_head.weight", shared.clone()});
  const graft::TemporaryFolder folder;
  std::filesystem::copy(fixture->folder + "/config.json", folder.path());
  graft::write_safetensors(folder.path() + "/model.safetensors", file.tensors);
  BOOST_TEST(graft::tests::load(folder.path(), catalog) != nullptr);
  Tensor other = *file.find("decoder.embed_tokens.weight");
  other.data<float>()[5] += 1.0f;
  graft::write_safetensors(folder.path() + "/model.safetensors", file.tensors);
  BOOST_CHECK_THROW(graft::tests::load(folder.path(), catalog), graft::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
