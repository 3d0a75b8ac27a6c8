#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/evaluate/continuation_scorer.h"
#include "framework/plugins/catalog.h"
#include "framework/tasks/task.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/softmax.h"
#include "tests/support/listed_examples.h"

using namespace graft;

namespace {

PluginCatalog shipped_plugins() {
  return PluginCatalog::open({GRAFT_BINARY_DIR "/lib/graft/plugins/plugins.yaml"});
}

Value resolved(const Component& component, const Value& given) {
  std::vector<Problem> problems;
  Value options = component.schema.resolve(given, component.name, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

std::unique_ptr<Tokenizer> letters(PluginCatalog& catalog) {
  const Component& component = catalog.load(Kind::kTokenizer, "byte-bpe");
  Value given = Value::map();
  given.set("vocab_size", 260);
  return component.factories.train_tokenizer(resolved(component, given),
                                             [](std::string&) { return false; });
}

std::unique_ptr<Architecture> writer(PluginCatalog& catalog, const std::string& objective) {
  const Component& component = catalog.load(Kind::kArchitecture, "autoregressive");
  Value given = Value::map();
  given.set("hidden_size", 16);
  given.set("num_layers", 2);
  given.set("num_heads", 2);
  given.set("max_positions", 48);
  given.set("vocab_size", 260);
  given.set("objective", objective);
  given.set("initializer_range", 0.5);  // so that what it reads makes a difference
  Rng rng(5);
  return component.factories.architecture(resolved(component, given), HeadSpec{}, rng);
}

/// The loss of the row's target when the model is first given the source, then token by token what
/// it should have written, as in generation.
double loss_in_writing(Autoregressive& model, const Batch& row) {
  const NoGradient no_gradient;
  ForwardContext context;
  KvCache cache = model.start({}, context);
  const Tensor& ids = row.at("input_ids");
  const Tensor& labels = row.at("labels");
  std::vector<std::int64_t> given;
  Tensor logprobs;
  double loss = 0.0;
  int num_targets = 0;
  for (std::int64_t i = 0; i < ids.numel(); ++i) {
    const std::int64_t id = ids.data<std::int64_t>()[i];
    if (labels.data<std::int64_t>()[i] == kIgnoreIndex) {
      given.push_back(id);
      continue;
    }
    logprobs = log_softmax(model.next_token_logits(
        Tensor::from({1, std::ssize(given)}, std::vector<std::int64_t>(given)), Tensor(), cache,
        context));
    loss -= static_cast<double>(logprobs.data<float>()[id]);
    ++num_targets;
    given = {id};
  }
  return loss / num_targets;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(texts_behind_a_prefix)

BOOST_AUTO_TEST_CASE(a_source_is_read_in_training_as_it_is_in_writing) {
  PluginCatalog catalog = shipped_plugins();
  const std::unique_ptr<Tokenizer> tokenizer = letters(catalog);
  const ListedExamples dataset({{"train",
                                 {R"({"source": "the red cat", "target": "Katze"})",
                                  R"({"source": "a dog", "target": "ein Hund"})"}}});
  const TaskOptions options;
  const std::unique_ptr<Task> task =
      make_task("text-to-text", TaskParts{dataset, options, {}, {}, 2});
  std::vector<double> losses;
  for (const char* const objective : {"causal_lm", "prefix_lm"}) {
    BOOST_TEST_CONTEXT(objective) {
      const std::unique_ptr<Architecture> model = writer(catalog, objective);
      auto& decoder = dynamic_cast<Autoregressive&>(*model);
      const auto examples = task->examples({*model, *tokenizer}, "train", {0});
      const Batch row = examples->training_batches(1, 7)->batch(0);
      BOOST_TEST((row.find("prefix_lengths") != nullptr) ==
                 (std::string(objective) != "causal_lm"));
      losses.push_back(*examples->validate().loss);
      BOOST_TEST(losses.back() == loss_in_writing(decoder, row),
                 boost::test_tools::tolerance(1e-4));
      // Rows of unlike length have a prefix each.
      const auto both = task->examples({*model, *tokenizer}, "train", {0, 1});
      const double other = *task->examples({*model, *tokenizer}, "train", {1})->validate().loss;
      const double mean = (losses.back() * 6 + other * 9) / 15;  // tokens, ends included
      BOOST_TEST(*both->validate().loss == mean, boost::test_tools::tolerance(1e-4));
    }
  }
  BOOST_TEST(std::abs(losses.front() - losses.back()) > 0.01);
}

BOOST_AUTO_TEST_CASE(a_continuation_is_scored_as_it_would_be_written) {
  PluginCatalog catalog = shipped_plugins();
  const std::unique_ptr<Tokenizer> tokenizer = letters(catalog);
  const std::vector<ContinuationItem> items = {{{9, 40, 41, 7}, {12, 13}}, {{5, 6}, {30}}};
  for (const char* const objective : {"causal_lm", "prefix_lm"}) {
    const std::unique_ptr<Architecture> model = writer(catalog, objective);
    auto& decoder = dynamic_cast<Autoregressive&>(*model);
    const std::vector<double> scores = continuation_logprobs(decoder, items, 2, *tokenizer);
    for (std::size_t i = 0; i < items.size(); ++i) {
      std::vector<std::int64_t> ids = items[i].context;
      std::vector<std::int64_t> labels(ids.size(), kIgnoreIndex);
      const std::vector<std::int64_t>& next = items[i].continuation;
      ids.insert(ids.end(), next.begin(), next.end());
      labels.insert(labels.end(), next.begin(), next.end());
      Batch row;
      row["input_ids"] = Tensor::from({1, std::ssize(ids)}, ids);
      row["labels"] = Tensor::from({1, std::ssize(ids)}, labels);
      const double written = -loss_in_writing(decoder, row) * static_cast<double>(next.size());
      BOOST_TEST(scores[i] == written, boost::test_tools::tolerance(1e-4));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
