#include "plugins/adapters/lora/lora_adapter.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/optimizer_step.h"
#include "tests/plugins/adapters/lora/two_layers.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::LoraAdapter;
using graft::LoraOptions;
using graft::NamedParameter;
using graft::Tensor;
using graft::tests::TwoLayers;

LoraOptions options_of(std::int64_t rank, std::vector<std::string> targets = {}) {
  LoraOptions options;
  options.rank = rank;
  options.alpha = 4.0f;
  options.target_modules = std::move(targets);
  return options;
}

/// A model with an adapter attached.
struct Adapted {
  explicit Adapted(const LoraOptions& options) : adapter(options) { adapter.attach(model, rng); }
  /// Gives the update something to say.
  void fill_b() {
    graft::Rng values(9);
    for (NamedParameter parameter : adapter.parameters()) {
      if (!parameter.name.ends_with("lora_B.weight")) continue;
      parameter.tensor.copy_from(graft::random_normal(parameter.tensor.shape(), values, 0.3f));
    }
  }
  graft::Rng rng{5};
  TwoLayers model{1};
  LoraAdapter adapter;
};

Tensor input() {
  graft::Rng rng(2);
  return graft::random_normal({5, 4}, rng);
}

std::vector<float> values_of(const Tensor& tensor) {
  return std::vector<float>(tensor.data<float>(), tensor.data<float>() + tensor.numel());
}

float difference(const Tensor& left, const Tensor& right) {
  const std::vector<float> a = values_of(left);
  const std::vector<float> b = values_of(right);
  float largest = 0.0f;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::fabs(a[i] - b[i]));
  return largest;
}

std::map<std::string, std::vector<float>> snapshot(const graft::Module& model) {
  std::map<std::string, std::vector<float>> values;
  for (const NamedParameter& parameter : model.parameters()) {
    values[parameter.name] = values_of(parameter.tensor);
  }
  return values;
}

std::vector<std::string> names_of(const std::vector<NamedParameter>& parameters) {
  std::vector<std::string> names;
  for (const NamedParameter& parameter : parameters) names.push_back(parameter.name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lora_adapter)

BOOST_AUTO_TEST_CASE(the_adapted_model_starts_as_the_base) {
  const TwoLayers base(1);
  const Adapted adapted(options_of(2));
  BOOST_TEST(values_of(adapted.model.forward(input())) == values_of(base.forward(input())),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_starts_uniform_within_its_bound_and_b_at_zero) {
  const Adapted adapted(options_of(64, {"first"}));
  const std::vector<float> a = values_of(adapted.adapter.parameters()[0].tensor);
  BOOST_TEST(adapted.adapter.parameters()[0].tensor.shape() == (graft::Shape{64, 4}));
  BOOST_TEST(adapted.adapter.parameters()[1].tensor.shape() == (graft::Shape{6, 64}));
  const auto [low, high] = std::minmax_element(a.begin(), a.end());
  BOOST_TEST(*low >= -0.5f);  // 1 / sqrt(4)
  BOOST_TEST(*high < 0.5f);
  BOOST_TEST(*low < -0.45f);
  BOOST_TEST(*high > 0.45f);
  for (const float b : values_of(adapted.adapter.parameters()[1].tensor)) BOOST_TEST(b == 0.0f);
}

BOOST_AUTO_TEST_CASE(parameters_have_their_published_names) {
  const Adapted adapted(options_of(2, {"block.*"}));
  BOOST_TEST(names_of(adapted.adapter.parameters()) ==
                 (std::vector<std::string>{"base_model.model.block.first.lora_A.weight",
                                           "base_model.model.block.first.lora_B.weight",
                                           "base_model.model.block.second.lora_A.weight",
                                           "base_model.model.block.second.lora_B.weight"}),
             boost::test_tools::per_element());
  BOOST_TEST(adapted.adapter.parameters()[0].block == 0);
}

BOOST_AUTO_TEST_CASE(without_targets_every_linear_map_outside_the_head_gets_an_update) {
  BOOST_TEST(Adapted(options_of(2)).adapter.parameters().size() == 4u);
}

BOOST_AUTO_TEST_CASE(only_the_head_of_the_model_trains) {
  const Adapted adapted(options_of(2));
  for (const NamedParameter& parameter : adapted.model.parameters()) {
    BOOST_TEST(parameter.tensor.requires_grad() == parameter.in_head, parameter.name);
  }
  for (const NamedParameter& parameter : adapted.adapter.parameters()) {
    BOOST_TEST(parameter.tensor.requires_grad(), parameter.name);
  }
}

BOOST_AUTO_TEST_CASE(modules_to_save_train_whole) {
  LoraOptions options = options_of(2, {"first"});
  options.modules_to_save = {"second"};
  const Adapted adapted(options);
  for (const NamedParameter& parameter : adapted.model.parameters()) {
    const bool trains = parameter.name.starts_with("block.second") || parameter.in_head;
    BOOST_TEST(parameter.tensor.requires_grad() == trains, parameter.name);
  }
  BOOST_TEST(graft::write_json(adapted.adapter.config().at("modules_to_save")) ==
             R"(["block.second", "score"])");
}

BOOST_AUTO_TEST_CASE(modules_to_save_that_match_nothing_are_each_an_error) {
  LoraOptions options = options_of(2, {"first"});
  options.modules_to_save = {"secnd", "block", "irst", "xylophone", ""};
  const auto texts = graft::problem_texts([&] { Adapted{options}; });
  BOOST_TEST_REQUIRE(texts.size() == 4u);
  BOOST_TEST(texts[0].find("modules_to_save: `secnd` matches no module of this model; "
                           "did you mean `second`?") != std::string::npos,
             texts[0]);
  BOOST_TEST(texts[1].find("`irst` matches no module") != std::string::npos, texts[1]);
  BOOST_TEST(texts[2].find("there are `block`, `first`, `score`, `second`") != std::string::npos,
             texts[2]);
  BOOST_TEST(texts[3].find("modules_to_save: a name is empty") != std::string::npos, texts[3]);
}

BOOST_AUTO_TEST_CASE(published_files_may_save_modules_of_other_models) {
  LoraOptions options = options_of(2, {"first"});
  options.allow_unmatched = true;
  options.modules_to_save = {"classifier", "econd"};
  BOOST_TEST(graft::write_json(Adapted(options).adapter.config().at("modules_to_save")) ==
             R"(["score"])");
  options.modules_to_save = {""};
  BOOST_CHECK_THROW(Adapted{options}, graft::InputError);
}

BOOST_AUTO_TEST_CASE(the_update_is_scaled_by_alpha_over_rank) {
  LoraOptions options = options_of(4);
  BOOST_TEST(options.scale() == 1.0f);
  options.rank_stabilized = true;
  BOOST_TEST(options.scale() == 2.0f);
}

BOOST_AUTO_TEST_CASE(merged_weights_compute_the_same) {
  Adapted adapted(options_of(2));
  adapted.fill_b();
  const Tensor base = TwoLayers(1).forward(input());
  const Tensor before = adapted.model.forward(input());
  BOOST_TEST(difference(base, before) > 0.05f);
  adapted.adapter.merge();
  BOOST_TEST(difference(before, adapted.model.forward(input())) < 1e-5f);
  adapted.adapter.merge();  // once is enough
  BOOST_TEST(difference(before, adapted.model.forward(input())) < 1e-5f);
}

BOOST_AUTO_TEST_CASE(unmerging_restores_the_weights_bit_for_bit) {
  Adapted adapted(options_of(2));
  adapted.fill_b();
  const auto weights = snapshot(adapted.model);
  const std::vector<float> output = values_of(adapted.model.forward(input()));
  adapted.adapter.merge();
  BOOST_TEST((snapshot(adapted.model) != weights));
  adapted.adapter.unmerge();
  BOOST_TEST((snapshot(adapted.model) == weights));
  BOOST_TEST(values_of(adapted.model.forward(input())) == output, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(training_learns_a_batch_and_leaves_frozen_weights_bit_identical) {
  Adapted adapted(options_of(4));
  const auto before = snapshot(adapted.model);
  const Tensor labels = Tensor::from({5}, std::vector<std::int64_t>{0, 1, 1, 0, 1});
  std::vector<NamedParameter> parameters = adapted.adapter.parameters();
  for (const NamedParameter& parameter : adapted.model.parameters()) {
    if (parameter.tensor.requires_grad()) parameters.push_back(parameter);
  }
  std::vector<Tensor> exp_avg;
  std::vector<Tensor> exp_avg_sq;
  for (const NamedParameter& parameter : parameters) {
    exp_avg.push_back(Tensor::zeros(parameter.tensor.shape()));
    exp_avg_sq.push_back(Tensor::zeros(parameter.tensor.shape()));
  }
  graft::AdamwStep step;
  step.learning_rate = 0.05f;
  for (step.step = 1; step.step <= 60; ++step.step) {
    graft::backward(graft::cross_entropy(adapted.model.forward(input()), labels).loss);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Tensor parameter = parameters[i].tensor;
      graft::adamw_step(parameter, parameter.grad(), exp_avg[i], exp_avg_sq[i], step);
      parameter.clear_grad();
    }
  }
  BOOST_TEST(graft::cross_entropy(adapted.model.forward(input()), labels).loss.item() < 0.05f);
  for (const auto& [name, values] : snapshot(adapted.model)) {
    BOOST_TEST((values == before.at(name)) == (name != "score.weight"), name);
  }
}

BOOST_AUTO_TEST_CASE(dropout_acts_on_the_input_of_the_update_while_training_only) {
  LoraOptions options = options_of(2);
  options.dropout = 0.5f;
  Adapted adapted(options);
  adapted.fill_b();
  graft::ForwardContext training;
  training.training = true;
  graft::Rng rng(3);
  training.rng = &rng;
  const Tensor evaluated = adapted.model.forward(input());
  BOOST_TEST(difference(evaluated, adapted.model.forward(input(), training)) > 1e-3f);
  BOOST_TEST(difference(evaluated, adapted.model.forward(input())) == 0.0f);
}

BOOST_AUTO_TEST_CASE(patterns_that_match_nothing_are_each_an_error) {
  const auto texts = graft::problem_texts([] {
    Adapted(options_of(2, {"frist", "block.*", "x?"}));
  });
  BOOST_TEST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0].find("target_modules: the pattern `frist` matches none") !=
             std::string::npos);
  BOOST_TEST(texts[0].find("`first`") != std::string::npos, texts[0]);
  BOOST_TEST(texts[1].find("`x?`") != std::string::npos, texts[1]);
}

BOOST_AUTO_TEST_CASE(published_files_may_name_modules_of_other_models) {
  LoraOptions options = options_of(2, {"q_proj", "first"});
  options.allow_unmatched = true;
  BOOST_TEST(Adapted(options).adapter.parameters().size() == 2u);
  options.target_modules = {"q_proj"};
  BOOST_CHECK_THROW(Adapted{options}, graft::InputError);
}

BOOST_AUTO_TEST_CASE(a_regular_expression_names_whole_modules) {
  LoraOptions options = options_of(2);
  options.target_regex = R"(.*\.(second|score))";
  BOOST_TEST(names_of(Adapted(options).adapter.parameters())[0] ==
             "base_model.model.block.second.lora_A.weight");
  options.target_regex = "(";
  BOOST_TEST(graft::problem_text([&] { Adapted{options}; }).find("cannot be read") !=
             std::string::npos);
  const auto none = [&options](const std::string& regex) {
    options.target_regex = regex;
    return graft::problem_text([&] { Adapted{options}; });
  };
  const std::string chosen = "no linear map of this model is chosen; there are ";
  BOOST_TEST(none("second").find(chosen + "`block.second`, `block.first`, `score`") !=
             std::string::npos);
  BOOST_TEST(none(R"(.*\.scre)").find(chosen + "`score`, ") != std::string::npos);
  options.target_regex = std::string(5000, '(');
  BOOST_TEST(graft::problem_text([&] { Adapted{options}; }).find("5000 characters") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
