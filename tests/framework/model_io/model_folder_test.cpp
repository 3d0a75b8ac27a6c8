#include "framework/model_io/model_folder.h"

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::HeadSpec;
using graft::NamedParameter;

graft::PluginCatalog tiny_catalog() {
  return graft::PluginCatalog::open({GRAFT_BINARY_DIR "/tests/plugins/plugins.yaml"});
}

std::unique_ptr<graft::Architecture> tiny_model(graft::PluginCatalog& catalog,
                                                const HeadSpec& head = {}) {
  graft::Value options = graft::Value::map();
  options.set("vocab_size", 7);
  options.set("hidden_size", 4);
  graft::Rng rng(3);
  return catalog.load(graft::Kind::kArchitecture, "tiny")
      .factories.architecture(options, head, rng);
}

HeadSpec classes(const std::vector<std::string>& labels) {
  return HeadSpec{graft::HeadKind::kSequenceClassification, labels, "single_label_classification"};
}

bool same_values(const graft::Module& left, const graft::Module& right) {
  const std::vector<NamedParameter> a = left.parameters();
  const std::vector<NamedParameter> b = right.parameters();
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) {
    const float* begin = a[i].tensor.data<float>();
    same = a[i].name == b[i].name &&
           std::equal(begin, begin + a[i].tensor.numel(), b[i].tensor.data<float>());
  }
  return same;
}

void write_tokenizer_class(const std::string& folder, const std::string& tokenizer_class) {
  graft::write_file(folder + "/tokenizer_config.json",
                    "{\"tokenizer_class\": \"" + tokenizer_class + "\"}");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(model_folder)

BOOST_AUTO_TEST_CASE(a_saved_model_is_loaded_with_the_same_values) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  const auto model = tiny_model(catalog, classes({"bad", "good"}));
  graft::save_model(folder.path() + "/deep/model", *model);
  graft::Rng rng(99);
  const graft::LoadedModel loaded =
      graft::load_model(folder.path() + "/deep/model", catalog, std::nullopt, rng);
  BOOST_TEST(loaded.architecture == "tiny");
  BOOST_TEST(loaded.head.labels == (std::vector<std::string>{"bad", "good"}),
             boost::test_tools::per_element());
  BOOST_TEST(loaded.new_parameters.empty());
  BOOST_TEST(same_values(*model, *loaded.model));
}

BOOST_AUTO_TEST_CASE(saved_weights_carry_the_mark_that_other_readers_ask_for) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  graft::save_model(folder.path(), *tiny_model(catalog));
  BOOST_TEST(graft::read_safetensors(folder.path() + "/model.safetensors").metadata.at("format") ==
             "pt");
}

BOOST_AUTO_TEST_CASE(a_new_head_keeps_its_fresh_values_and_is_listed) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  graft::save_model(folder.path(), *tiny_model(catalog));
  graft::Rng rng(5);
  const graft::LoadedModel loaded =
      graft::load_model(folder.path(), catalog, classes({"a", "b", "c"}), rng);
  BOOST_TEST(loaded.new_parameters == std::vector<std::string>{"head.score.weight"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_head_for_other_labels_is_new_even_where_its_shape_fits) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  graft::save_model(folder.path(), *tiny_model(catalog, classes({"bad", "good"})));
  graft::Rng rng(5);
  const auto other = graft::load_model(folder.path(), catalog, classes({"north", "south"}), rng);
  BOOST_TEST(other.new_parameters.size() == 1u);
  const auto same = graft::load_model(folder.path(), catalog, classes({"bad", "good"}), rng);
  BOOST_TEST(same.new_parameters.empty());
}

BOOST_AUTO_TEST_CASE(wrong_folders_are_refused_by_name) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  const std::string& path = folder.path();
  const auto text = [&] {
    graft::Rng rng(1);
    return graft::problem_text([&] { graft::load_model(path, catalog, std::nullopt, rng); });
  };
  BOOST_TEST(text().find(path + "/config.json") != std::string::npos, text());
  graft::write_file(path + "/config.json", "{\"model_type\": \"mamba\"}");
  BOOST_TEST(text().find("no architecture reads model_type \"mamba\"") != std::string::npos,
             text());
  graft::write_file(path + "/config.json", "{}");
  BOOST_TEST(
      text().find("`model_type` is missing; is this the folder of a model?") != std::string::npos,
      text());

  graft::save_model(path, *tiny_model(catalog));
  std::filesystem::remove(path + "/model.safetensors");
  BOOST_TEST(text() == path + ": error: has no model.safetensors; is this the folder of a model?",
             text());
  graft::write_file(path + "/pytorch_model.bin", "");
  BOOST_TEST(text().find("a pytorch_model.bin, which is not read") != std::string::npos, text());
}

BOOST_AUTO_TEST_CASE(sizes_that_no_tensor_has_are_refused_before_a_model_is_built) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  const auto model = tiny_model(catalog);
  graft::save_model(folder.path(), *model);
  graft::Value config = model->config();
  config.set("hidden_size", std::int64_t{1} << 40);
  config.set("num_layers", std::int64_t{1} << 40);
  graft::write_file(folder.path() + "/config.json", write_json(config));
  graft::Rng rng(1);
  const auto texts =
      graft::problem_texts([&] { graft::load_model(folder.path(), catalog, std::nullopt, rng); });
  BOOST_TEST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0].find("hidden_size is 1099511627776, but") != std::string::npos, texts[0]);
  BOOST_TEST(texts[1].find("only so many tensors: 3") != std::string::npos, texts[1]);
}

BOOST_AUTO_TEST_CASE(positions_that_no_file_of_this_size_has_room_for_are_refused) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  const auto model = tiny_model(catalog);
  graft::save_model(folder.path(), *model);
  graft::Value config = model->config();
  const auto texts = [&](std::int64_t max_positions) {
    config.set("max_positions", max_positions);
    graft::write_file(folder.path() + "/config.json", write_json(config));
    graft::Rng rng(1);
    return graft::problem_texts(
        [&] { graft::load_model(folder.path(), catalog, std::nullopt, rng); });
  };
  BOOST_TEST(texts(131'072).empty());  // without a table of positions there may be many
  BOOST_TEST_REQUIRE(texts(100'000'000).size() == 1u);
  BOOST_TEST(texts(100'000'000)[0].find("has room for only 4194304; configuration and weights") !=
                 std::string::npos,
             texts(100'000'000)[0]);
}

BOOST_AUTO_TEST_CASE(a_tensor_without_elements_bounds_no_size) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  const auto model = tiny_model(catalog);
  graft::Value config = model->config();
  config.set("hidden_size", std::int64_t{1} << 40);
  graft::write_file(folder.path() + "/config.json", write_json(config));
  graft::write_safetensors(folder.path() + "/model.safetensors",
                           {{"empty", graft::Tensor({0, std::int64_t{1} << 40})}});
  graft::Rng rng(1);
  const std::string text =
      graft::problem_text([&] { graft::load_model(folder.path(), catalog, std::nullopt, rng); });
  BOOST_TEST(text.find("hidden_size is 1099511627776, but") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_saved_adapter_is_loaded_with_head_and_values) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  const auto model = tiny_model(catalog, classes({"bad", "good"}));
  graft::Rng rng(1);
  graft::Value options = graft::Value::map();
  const auto adapter = catalog.load(graft::Kind::kAdapter, "gain").factories.adapter(options);
  adapter->attach(*model, rng);
  for (NamedParameter gain : adapter->parameters()) gain.tensor.fill(1.25f);
  for (NamedParameter parameter : model->parameters()) {
    if (parameter.in_head) parameter.tensor.fill(0.5f);
  }
  graft::save_adapter(folder.path(), *adapter, *model, "the-base");

  const std::optional<HeadSpec> head = graft::adapter_head(folder.path(), catalog);
  BOOST_TEST_REQUIRE(head.has_value());
  const auto again = tiny_model(catalog, *head);
  const auto loaded = graft::load_adapter(folder.path(), catalog, *again, rng);
  BOOST_TEST(same_values(*model, *again));
  for (const NamedParameter& gain : loaded->parameters()) {
    BOOST_TEST(gain.tensor.data<float>()[0] == 1.25f);
  }
  const graft::SafetensorsFile file =
      graft::read_safetensors(folder.path() + "/adapter_model.safetensors");
  BOOST_TEST(file.find("base_model.model.head.score.weight") != nullptr);
  BOOST_TEST(graft::read_file(folder.path() + "/adapter_config.json").find("\"the-base\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_adapter_without_its_own_tensors_is_refused) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/adapter_config.json",
                    R"({"peft_type": "TINY_GAIN", "targets": ["*"]})");
  graft::write_safetensors(folder.path() + "/adapter_model.safetensors", {});
  const auto model = tiny_model(catalog);
  graft::Rng rng(1);
  const std::string text =
      graft::problem_text([&] { graft::load_adapter(folder.path(), catalog, *model, rng); });
  BOOST_TEST(text.find("tensor \"mixer.gain\" (F32 [4]) is missing") != std::string::npos, text);

  graft::write_file(folder.path() + "/adapter_config.json", R"({"peft_type": "NEW"})");
  const std::string unknown =
      graft::problem_text([&] { graft::load_adapter(folder.path(), catalog, *model, rng); });
  BOOST_TEST(unknown.find("no adapter reads peft_type \"NEW\"") != std::string::npos, unknown);
}

BOOST_AUTO_TEST_CASE(a_tokenizer_is_found_by_its_files) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  BOOST_TEST(!graft::has_tokenizer(folder.path(), catalog));
  BOOST_TEST(graft::problem_text([&] { graft::load_tokenizer(folder.path(), catalog); }) ==
             folder.path() +
                 ": error: has no tokenizer files that a plugin reads; name the folder "
                 "of a tokenizer, or add a manifest with --plugins");
  graft::write_file(folder.path() + "/tiny_letters.txt", "");
  BOOST_TEST(graft::has_tokenizer(folder.path(), catalog));
}

BOOST_AUTO_TEST_CASE(a_tokenizer_class_decides_alone) {
  graft::PluginCatalog catalog = tiny_catalog();
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/tiny_letters.txt", "");
  write_tokenizer_class(folder.path(), "StrangeTokenizerFast");
  BOOST_TEST(!graft::has_tokenizer(folder.path(), catalog));
  const std::string text =
      graft::problem_text([&] { graft::load_tokenizer(folder.path(), catalog); });
  BOOST_TEST(
      text.find("no tokenizer reads tokenizer_class \"StrangeTokenizerFast\"") != std::string::npos,
      text);
}

BOOST_AUTO_TEST_SUITE_END()
