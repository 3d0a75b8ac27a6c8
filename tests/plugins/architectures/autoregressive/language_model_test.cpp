#include "plugins/architectures/autoregressive/language_model.h"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/optimizer_step.h"
#include "tests/plugins/architectures/autoregressive/tiny_gpt2.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::Batch;
using graft::ForwardContext;
using graft::HeadSpec;
using graft::ModelOutput;
using graft::NamedParameter;
using graft::Tensor;
using graft::tests::reference;
using graft::tests::reference_batch;
using graft::tests::tiny_model;
using graft::tests::tiny_options;

Tensor ids(std::int64_t rows, const std::vector<std::int64_t>& values) {
  return Tensor::from({rows, static_cast<std::int64_t>(values.size()) / rows}, values);
}

ModelOutput pass(graft::LanguageModel& model, const Batch& batch) {
  ForwardContext context;
  context.hidden_states = true;
  return model.forward(batch, context);
}

/// Largest difference between values of two tensors of equal size.
float difference(const Tensor& left, const Tensor& right) {
  BOOST_TEST_REQUIRE(left.numel() == right.numel());
  float largest = 0.0f;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    largest = std::max(largest, std::fabs(left.data<float>()[i] - right.data<float>()[i]));
  }
  return largest;
}

/// Row `position` of the sequence in `row`.
Tensor at(const Tensor& hidden, std::int64_t row, std::int64_t position) {
  const std::int64_t index = row * hidden.dim(1) + position;
  return hidden.view({-1, hidden.dim(2)}).view_rows(index, index + 1);
}

HeadSpec three_classes() {
  return HeadSpec{
      graft::HeadKind::kSequenceClassification, {"a", "b", "c"}, "single_label_classification"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(language_model)

BOOST_AUTO_TEST_CASE(logits_loss_and_gradients_equal_the_reference) {
  const auto model = tiny_model();
  graft::tests::fill_with_sines(*model);
  const ModelOutput output = pass(*model, reference_batch());
  const graft::Value expected = reference();
  BOOST_TEST(output.loss.item() == expected.at("loss").as_double(),
             boost::test_tools::tolerance(1e-5));
  BOOST_TEST(output.num_targets == 5);

  const graft::Value::List& logits = expected.at("logits").as_list();
  BOOST_TEST_REQUIRE(static_cast<std::size_t>(output.logits.numel()) == logits.size());
  const Tensor mask = reference_batch().at("attention_mask");
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (mask.data<std::int64_t>()[i / 11] == 0) continue;
    BOOST_TEST(std::fabs(output.logits.data<float>()[i] - logits[i].as_double()) < 1e-5);
  }

  graft::backward(output.loss);
  for (const NamedParameter& parameter : model->parameters()) {
    const float* grad = parameter.tensor.grad().data<float>();
    double derivative = 0.0;
    for (std::int64_t i = 0; i < parameter.tensor.numel(); ++i) {
      derivative += static_cast<double>(grad[i]) * std::cos(0.3 * static_cast<double>(i));
    }
    const double wanted = expected.at("derivatives").at(parameter.name).as_double();
    BOOST_TEST(std::fabs(derivative - wanted) < 2e-5,
               parameter.name << ": " << derivative << ", expected " << wanted);
  }
}

BOOST_AUTO_TEST_CASE(hidden_states_go_from_the_embeddings_to_the_last_normalization) {
  const auto model = tiny_model();
  const ModelOutput output = pass(*model, reference_batch());
  BOOST_TEST_REQUIRE(output.hidden_states.size() == 3u);
  BOOST_TEST(output.hidden_states[0].shape() == (graft::Shape{2, 5, 8}));
  BOOST_TEST(difference(output.hidden_states[2], output.last_hidden_state) == 0.0f);
  BOOST_TEST(difference(output.hidden_states[1], output.hidden_states[2]) > 0.1f);
}

BOOST_AUTO_TEST_CASE(fresh_weights_are_small_and_residual_projections_smaller) {
  graft::AutoregressiveOptions options = tiny_options();
  options.hidden_size = 64;
  options.num_layers = 8;
  const auto model = tiny_model(options);
  for (const NamedParameter& parameter : model->parameters()) {
    double squares = 0.0;
    const float* values = parameter.tensor.data<float>();
    for (std::int64_t i = 0; i < parameter.tensor.numel(); ++i) {
      squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
    const double deviation = std::sqrt(squares / static_cast<double>(parameter.tensor.numel()));
    if (parameter.name.ends_with("bias")) {
      BOOST_TEST(deviation == 0.0, parameter.name);
    } else if (parameter.name.ends_with("c_proj.weight")) {
      BOOST_TEST(std::fabs(deviation - 0.02 / std::sqrt(2.0 * 8)) < 0.0005, parameter.name);
    } else if (parameter.tensor.rank() == 2 && parameter.tensor.numel() > 4000) {
      BOOST_TEST(std::fabs(deviation - 0.02) < 0.001, parameter.name << " " << deviation);
    }
  }
}

BOOST_AUTO_TEST_CASE(later_tokens_change_nothing_before_them) {
  const auto model = tiny_model();
  Batch one;
  one["input_ids"] = ids(1, {3, 1, 4, 1});
  Batch other;
  other["input_ids"] = ids(1, {3, 1, 9, 9});
  const Tensor a = pass(*model, one).logits;
  const Tensor b = pass(*model, other).logits;
  BOOST_TEST(difference(at(a, 0, 1), at(b, 0, 1)) == 0.0f);
  BOOST_TEST(difference(at(a, 0, 2), at(b, 0, 2)) > 1e-4f);
}

BOOST_AUTO_TEST_CASE(padding_changes_nothing_where_positions_are_given) {
  const auto model = tiny_model();
  Batch plain;
  plain["input_ids"] = ids(1, {3, 1, 4});
  Batch padded;
  padded["input_ids"] = ids(2, {0, 0, 3, 1, 4, 3, 1, 4, 0, 0});
  padded["attention_mask"] = ids(2, {0, 0, 1, 1, 1, 1, 1, 1, 0, 0});
  padded["position_ids"] = ids(2, {0, 0, 0, 1, 2, 0, 1, 2, 3, 4});
  const Tensor expected = pass(*model, plain).logits;
  const Tensor found = pass(*model, padded).logits;
  for (std::int64_t t = 0; t < 3; ++t) {
    BOOST_TEST(difference(at(expected, 0, t), at(found, 0, t + 2)) < 1e-6f);
    BOOST_TEST(difference(at(expected, 0, t), at(found, 1, t)) < 1e-6f);
  }
}

BOOST_AUTO_TEST_CASE(padding_on_the_left_moves_positions_as_in_the_reference) {
  const auto model = tiny_model();
  Batch padded;
  padded["input_ids"] = ids(1, {0, 0, 3, 1, 4});
  padded["attention_mask"] = ids(1, {0, 0, 1, 1, 1});
  Batch placed = padded;
  placed["position_ids"] = ids(1, {0, 1, 2, 3, 4});
  const Tensor found = pass(*model, padded).logits;
  BOOST_TEST(difference(found, pass(*model, placed).logits) == 0.0f);
  Batch plain;
  plain["input_ids"] = ids(1, {3, 1, 4});
  BOOST_TEST(difference(at(found, 0, 4), at(pass(*model, plain).logits, 0, 2)) > 1e-4f);
}

BOOST_AUTO_TEST_CASE(incremental_decoding_equals_one_pass) {
  const auto model = tiny_model();
  const graft::NoGradient no_gradient;
  Batch batch;
  batch["input_ids"] = ids(2, {3, 1, 4, 1, 5, 9, 2, 6, 5, 3});
  const Tensor expected = pass(*model, batch).logits;
  ForwardContext context;
  graft::KvCache cache = model->start({}, context);
  const Tensor first = model->next_token_logits(ids(2, {3, 1, 9, 2}), Tensor(), cache, context);
  BOOST_TEST(difference(first.view_rows(0, 1), at(expected, 0, 1)) < 1e-6f);
  const Tensor second = model->next_token_logits(ids(2, {4, 6}), Tensor(), cache, context);
  BOOST_TEST(difference(second.view_rows(1, 2), at(expected, 1, 2)) < 1e-6f);
  cache.select_rows({1, 1, 0});
  const Tensor third = model->next_token_logits(ids(3, {5, 5, 1}), Tensor(), cache, context);
  BOOST_TEST(difference(third.view_rows(1, 2), at(expected, 1, 3)) < 1e-6f);
  BOOST_TEST(difference(third.view_rows(2, 3), at(expected, 0, 3)) < 1e-6f);
  BOOST_TEST(cache.length() == 4);
}

BOOST_AUTO_TEST_CASE(one_batch_can_be_learned_by_heart) {
  const auto model = tiny_model();
  Batch batch;
  batch["input_ids"] = ids(2, {3, 1, 4, 1, 5, 9, 2, 6, 5, 3});
  batch["labels"] = batch.at("input_ids");
  const std::vector<NamedParameter> parameters = model->parameters();
  std::vector<Tensor> exp_avg;
  std::vector<Tensor> exp_avg_sq;
  for (const NamedParameter& parameter : parameters) {
    exp_avg.push_back(Tensor::zeros(parameter.tensor.shape()));
    exp_avg_sq.push_back(Tensor::zeros(parameter.tensor.shape()));
  }
  ForwardContext context;
  context.logits = false;
  graft::AdamwStep step;
  step.learning_rate = 0.02f;
  step.weight_decay = 0.0f;
  for (step.step = 1; step.step <= 60; ++step.step) {
    const ModelOutput output = model->forward(batch, context);
    BOOST_TEST(!output.logits.defined());
    graft::backward(output.loss);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Tensor parameter = parameters[i].tensor;
      graft::adamw_step(parameter, parameter.grad(), exp_avg[i], exp_avg_sq[i], step);
      parameter.clear_grad();
    }
  }
  // ln 11 = 2.4 at the start; the first token of each row decides what follows it.
  BOOST_TEST(model->forward(batch, context).loss.item() < 0.1f);
}

BOOST_AUTO_TEST_CASE(a_classifier_reads_the_last_real_token) {
  const auto model = tiny_model(tiny_options(), three_classes());
  Batch batch;
  batch["input_ids"] = ids(2, {3, 1, 4, 0, 0, 9, 2, 6, 5, 3});
  batch["attention_mask"] = ids(2, {1, 1, 1, 0, 0, 1, 1, 1, 1, 1});
  batch["labels"] = Tensor::from({2}, std::vector<std::int64_t>{2, 0});
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(output.logits.shape() == (graft::Shape{2, 3}));
  BOOST_TEST(output.num_targets == 2);
  BOOST_TEST(std::fabs(output.loss.item() - std::log(3.0f)) < 0.2f);

  Batch short_row;
  short_row["input_ids"] = ids(1, {3, 1, 4});
  BOOST_TEST(difference(pass(*model, short_row).logits, output.logits.view_rows(0, 1)) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(a_classifier_reads_the_token_before_the_first_padding_as_the_reference_does) {
  graft::AutoregressiveOptions options = tiny_options();
  options.pad_token_id = 9;
  const auto model = tiny_model(options, three_classes());
  Batch batch;
  batch["input_ids"] = ids(3, {3, 1, 4, 9, 9, 9, 2, 6, 5, 3, 2, 7, 9, 8, 1});
  const Tensor found = pass(*model, batch).logits;
  Batch short_rows;
  short_rows["input_ids"] = ids(1, {3, 1, 4});
  BOOST_TEST(difference(pass(*model, short_rows).logits, found.view_rows(0, 1)) < 1e-6f);
  short_rows["input_ids"] = ids(1, {9, 2, 6, 5, 3});
  BOOST_TEST(difference(pass(*model, short_rows).logits, found.view_rows(1, 2)) < 1e-6f);
  short_rows["input_ids"] = ids(1, {2, 7});
  BOOST_TEST(difference(pass(*model, short_rows).logits, found.view_rows(2, 3)) < 1e-6f);

  // The mask does not count, but no row is judged by what it hides.
  batch["attention_mask"] = ids(3, {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1});
  const Tensor masked = pass(*model, batch).logits;
  BOOST_TEST(difference(masked.view_rows(0, 1), found.view_rows(0, 1)) == 0.0f);
  BOOST_TEST(difference(masked.view_rows(2, 3), found.view_rows(2, 3)) == 0.0f);
  short_rows["input_ids"] = ids(1, {9, 2, 6, 5});
  BOOST_TEST(difference(pass(*model, short_rows).logits, masked.view_rows(1, 2)) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(kinds_of_text_are_embedded_as_tokens) {
  const auto model = tiny_model();
  Batch batch;
  batch["input_ids"] = ids(1, {3, 1, 4});
  batch["token_type_ids"] = ids(1, {2, 2, 5});
  const Tensor found = pass(*model, batch).hidden_states.front();
  Tensor words;
  Tensor positions;
  for (const NamedParameter& parameter : model->parameters()) {
    if (parameter.name == "transformer.wte.weight") words = parameter.tensor;
    if (parameter.name == "transformer.wpe.weight") positions = parameter.tensor;
  }
  const float* const word = words.data<float>();
  const std::int64_t width = words.dim(1);
  for (std::int64_t i = 0; i < width; ++i) {
    const float expected =
        word[4 * width + i] + positions.data<float>()[2 * width + i] + word[5 * width + i];
    BOOST_TEST(std::fabs(found.data<float>()[2 * width + i] - expected) < 1e-6f);
  }
  batch["token_type_ids"] = ids(1, {2, 2});
  BOOST_TEST(graft::problem_text([&] {
               (void)pass(*model, batch);
             }).find("token_type_ids [1, 2] and input_ids [1, 3] must have the same shape") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_row_of_positions_serves_all_rows) {
  const auto model = tiny_model();
  Batch batch;
  batch["input_ids"] = ids(2, {3, 1, 4, 2, 6, 5});
  batch["position_ids"] = ids(1, {2, 0, 1});
  const Tensor shared = pass(*model, batch).logits;
  batch["position_ids"] = ids(2, {2, 0, 1, 2, 0, 1});
  BOOST_TEST(difference(pass(*model, batch).logits, shared) == 0.0f);
}

BOOST_AUTO_TEST_CASE(blocks_and_head_are_marked) {
  const auto model = tiny_model(tiny_options(), three_classes());
  BOOST_TEST(model->num_blocks() == 2);
  for (const NamedParameter& parameter : model->parameters()) {
    BOOST_TEST(parameter.in_head == (parameter.name == "score.weight"), parameter.name);
    const bool in_second = parameter.name.starts_with("transformer.h.1.");
    BOOST_TEST((parameter.block == 1) == in_second, parameter.name);
  }
}

BOOST_AUTO_TEST_CASE(every_kind_of_graft_point_is_offered) {
  const auto model = tiny_model(tiny_options(), three_classes());
  std::multiset<std::string> found;
  for (const graft::NamedGraftPoint& named : model->graft_points()) {
    found.insert(std::string(name_of(named.point->kind())) + " " + named.name);
  }
  for (const char* name :
       {"embedding transformer.wte", "linear transformer.h.1.attn.c_attn",
        "linear transformer.h.0.mlp.c_proj", "attention transformer.h.0.attn",
        "sublayer transformer.h.0.attn", "sublayer transformer.h.1.mlp", "linear score"}) {
    BOOST_TEST(found.count(name) == 1u, name);
  }
  BOOST_TEST(found.size() == 1 + 2 * (4 + 1 + 2) + 1u);
}

BOOST_AUTO_TEST_CASE(learned_prefixes_shift_positions_in_both_ways_of_decoding) {
  struct Prefix : graft::Graft {
    std::optional<graft::KeyValue> prefix(std::int64_t batch, ForwardContext&) override {
      return graft::KeyValue{Tensor::full({batch, 2, 8}, 0.5f), Tensor::full({batch, 2, 8}, -1.0f)};
    }
  };
  const auto model = tiny_model();
  Batch batch;
  batch["input_ids"] = ids(1, {3, 1, 4});
  const Tensor before = pass(*model, batch).logits;
  for (const graft::NamedGraftPoint& named : model->graft_points()) {
    if (named.point->kind() != graft::GraftPointKind::kAttention) continue;
    named.point->attach(std::make_shared<Prefix>());
  }
  const graft::NoGradient no_gradient;
  const Tensor after = pass(*model, batch).logits;
  BOOST_TEST(difference(before, after) > 1e-4f);
  Batch placed = batch;
  placed["position_ids"] = ids(1, {2, 3, 4});
  BOOST_TEST(difference(after, pass(*model, placed).logits) == 0.0f);
  Batch padded;
  padded["input_ids"] = ids(1, {0, 3, 1, 4});
  padded["attention_mask"] = ids(1, {0, 1, 1, 1});
  padded["position_ids"] = ids(1, {2, 2, 3, 4});
  BOOST_TEST(difference(at(after, 0, 2), at(pass(*model, padded).logits, 0, 3)) < 1e-6f);

  ForwardContext context;
  graft::KvCache cache = model->start({}, context);
  model->next_token_logits(ids(1, {3, 1}), Tensor(), cache, context);
  const Tensor next = model->next_token_logits(ids(1, {4}), Tensor(), cache, context);
  BOOST_TEST(difference(next, at(after, 0, 2)) < 1e-6f);
  BOOST_TEST(cache.length() == 5);
}

BOOST_AUTO_TEST_CASE(pretraining_windows_make_every_token_a_target_once) {
  const auto model = tiny_model();
  BOOST_TEST(model->window({}).length == 7);
  BOOST_TEST(model->window({}).stride == 6);
  graft::Rng rng(1);
  const Batch batch = model->pretraining_batch(ids(1, {3, 1, 4, -100}), {}, rng);
  BOOST_TEST(batch.at("input_ids").shape() == (graft::Shape{1, 3}));
  const std::int64_t* labels = batch.at("shift_labels").data<std::int64_t>();
  BOOST_TEST(
      std::vector<std::int64_t>(labels, labels + 3) == (std::vector<std::int64_t>{1, 4, -100}),
      boost::test_tools::per_element());
  BOOST_TEST(pass(*model, batch).num_targets == 2);
}

BOOST_AUTO_TEST_CASE(published_names_lead_to_parameters) {
  const auto model = tiny_model();
  const auto name = [&](const std::string& checkpoint) {
    return model->parameter_name(checkpoint);
  };
  BOOST_TEST(name("h.1.attn.c_attn.bias") == "transformer.h.1.attn.c_attn.bias");
  BOOST_TEST(name("transformer.wte.weight") == "transformer.wte.weight");
  BOOST_TEST(name("ln_f.bias") == "transformer.ln_f.bias");
  BOOST_TEST(name("h.1.attn.bias").empty());
  BOOST_TEST(name("transformer.h.0.attn.masked_bias").empty());
  BOOST_TEST(name("lm_head.weight") == "transformer.wte.weight");  // tied
  BOOST_TEST(name("score.weight").empty());                        // another head's
  BOOST_TEST(name("bert.pooler.weight") == "bert.pooler.weight");
}

BOOST_AUTO_TEST_CASE(output_embeddings_may_be_separate) {
  graft::AutoregressiveOptions options = tiny_options();
  options.tie_word_embeddings = false;
  const auto model = tiny_model(options);
  BOOST_TEST(model->parameters().front().name == "lm_head.weight");
  BOOST_TEST(model->parameter_name("lm_head.weight") == "lm_head.weight");
}

BOOST_AUTO_TEST_CASE(inputs_that_do_not_fit_are_refused) {
  const auto model = tiny_model();
  const auto text = [&](Batch batch) { return graft::problem_text([&] { pass(*model, batch); }); };
  Batch batch;
  BOOST_TEST(text(batch).find("input_ids") != std::string::npos);
  batch["input_ids"] = ids(1, {0, 1, 2, 3, 4, 5, 6});
  BOOST_TEST(text(batch).find("the sequence takes 7 positions, but the model has 6") !=
             std::string::npos);
  batch["input_ids"] = ids(1, {0, 11});
  BOOST_TEST(text(batch).find("11") != std::string::npos);
  batch["input_ids"] = ids(1, {0, 1});
  batch["attention_mask"] = ids(1, {1, 1, 1});
  BOOST_TEST(text(batch).find("attention_mask [1, 3] and input_ids [1, 2]") != std::string::npos);
  batch["input_ids"] = Tensor({1, 0}, graft::DType::kInt64);
  BOOST_TEST(text(batch).find("must be [batch, seq] with at least one token") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_together_are_all_named) {
  graft::AutoregressiveOptions options = tiny_options();
  options.num_heads = 3;
  options.vocab_size = 0;
  HeadSpec head = three_classes();
  head.labels.clear();
  const auto texts = graft::problem_texts([&] { tiny_model(options, head); });
  BOOST_TEST_REQUIRE(texts.size() == 3u);
  BOOST_TEST(texts[0].find("hidden_size 8 is no multiple of num_heads 3") != std::string::npos);
  BOOST_TEST(texts[1].find("vocab_size is not known") != std::string::npos);
  BOOST_TEST(texts[2].find("the head has no labels") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
