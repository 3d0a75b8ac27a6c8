#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "tests/plugins/families/small_model.h"
#include "tests/support/program.h"

// One experiment for every architecture that learns from text: only its name changes.

using namespace graft;
using namespace graft::tests;

namespace {

std::string experiment(const std::string& architecture) {
  return R"(experiment: swap
plugins: [)" GRAFT_BINARY_DIR R"(/tests/plugins/plugins.yaml]
tokenizer:
  name: byte-bpe
  vocab_size: 400
  pad_token: <pad>
  mask_token: <mask>
  cls_token: <cls>
  sep_token: <sep>
  sentinels: 8
stages:
  base:
    kind: pretrain
    model:
      architecture: )" +
         architecture +
         R"(
      options:
        {hidden_size: 32, num_layers: 1, num_heads: 2, max_positions: 32, dropout: 0.0}
    data: {name: small-world, train_size: 200, validation_size: 20}
    train: {steps: 40, batch_size: 4, learning_rate: 5e-3}
  adapted:
    kind: adapt
    from: base
    adapter: {name: full}
    task:
      kind: classification
      train_examples: 16
      data: {name: small-world, task: sentiment, train_size: 40, validation_size: 8, test_size: 20}
    train: {steps: 6, batch_size: 4, learning_rate: 1e-3}
  light:
    kind: adapt
    from: base
    adapter: {name: lora, options: {rank: 2, target_modules: ["*"]}}
    task:
      kind: classification
      train_examples: 16
      data: {name: small-world, task: sentiment, train_size: 40, validation_size: 8, test_size: 20}
    train: {steps: 6, batch_size: 4, learning_rate: 1e-2}
  again:
    kind: evaluate
    from: light
    task:
      kind: classification
      data: {name: small-world, task: sentiment, train_size: 40, validation_size: 8, test_size: 20}
)";
}

Value result_of(const TemporaryFolder& folder, const std::string& stage) {
  const std::string path = folder.path("runs/swap/" + stage + "/result.json");
  BOOST_TEST_REQUIRE(std::filesystem::exists(path), path);
  return parse_json(read_file(path), path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(swapping_architectures)

BOOST_AUTO_TEST_CASE(one_word_changes_the_family_of_an_experiment) {
  PluginCatalog catalog = all_plugins();
  std::size_t swapped = 0;
  for (const std::string& name : catalog.names(Kind::kArchitecture)) {
    const auto model = small_model(catalog.load(Kind::kArchitecture, name), HeadSpec{});
    if (dynamic_cast<TextObjective*>(model.get()) == nullptr) continue;
    BOOST_TEST_CONTEXT(name) {
      const TemporaryFolder folder;
      const std::string file = folder.path("swap.yaml");
      write_file(file, experiment(name));
      const ProgramResult outcome =
          run_program({GRAFT_BINARY_DIR "/bin/graft", "run", file, "--runs", folder.path("runs")});
      BOOST_TEST_REQUIRE(outcome.exit_code == 0, outcome.errors);
      const Value base = result_of(folder, "base");
      // A model that knows nothing is at ln 400 = 5.99.
      BOOST_TEST(base.at("valid_loss").as_double() < 5.9);
      BOOST_TEST(base.at("unigram_loss").as_double() < 5.9);
      BOOST_TEST(base.at("steps").as_int() == 40);
      BOOST_TEST(outcome.errors.find("new, not in the checkpoint: ") != std::string::npos);
      const Value adapted = result_of(folder, "adapted");
      BOOST_TEST(adapted.at("n").as_int() == 20);
      // What an adapter's folder holds is all that was trained.
      const Value light = result_of(folder, "light");
      const Value again = result_of(folder, "again");
      BOOST_TEST(again.at("accuracy").as_double() == light.at("accuracy").as_double());
      BOOST_TEST(again.at("macro_f1").as_double() == light.at("macro_f1").as_double());
    }
    ++swapped;
  }
  BOOST_TEST(swapped >=
             4u);  // autoregressive, autoencoding, encoder-decoder, and that of the tests
}

BOOST_AUTO_TEST_SUITE_END()
