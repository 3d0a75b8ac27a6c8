#include "plugins/architectures/autoencoding/masked_model.h"

#include <cmath>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/optimizer_step.h"
#include "plugins/architectures/autoencoding/config.h"
#include "tests/support/gradient_check.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

using Ids = std::vector<std::int64_t>;

AutoencodingOptions tiny_options() {
  AutoencodingOptions options;
  options.hidden_size = 8;
  options.num_layers = 2;
  options.num_heads = 2;
  options.intermediate_size = 12;
  options.max_positions = 12;
  options.vocab_size = 20;
  options.initializer_range = 0.3f;
  options.pad_token_id = 0;
  return options;
}

HeadSpec head_of(HeadKind kind) {
  HeadSpec head;
  head.kind = kind;
  if (kind == HeadKind::kSequenceClassification || kind == HeadKind::kTokenClassification) {
    head.labels = {"a", "b", "c"};
  }
  return head;
}

std::unique_ptr<MaskedModel> tiny_model(const HeadSpec& head,
                                        const AutoencodingOptions& options = tiny_options()) {
  Rng rng(3);
  auto model = std::make_unique<MaskedModel>(options, head, rng);
  set_trainable(*model, true);
  return model;
}

/// Ids 16 to 19 are special: pad 0, cls 16, sep 17, mask 18.
TokenTraits vocabulary() {
  TokenTraits tokens;
  tokens.vocab_size = 20;
  tokens.special.pad = 0;
  tokens.special.cls = 16;
  tokens.special.sep = 17;
  tokens.special.mask = 18;
  tokens.is_special.assign(20, false);
  for (const std::size_t id : {0, 16, 17, 18, 19}) tokens.is_special[id] = true;
  tokens.starts_word.assign(20, true);
  return tokens;
}

Batch labelled_batch(HeadKind kind) {
  Batch batch;
  batch["input_ids"] = Tensor::from({2, 4}, Ids{16, 3, 5, 17, 16, 7, 17, 0});
  batch["attention_mask"] = Tensor::from({2, 4}, Ids{1, 1, 1, 1, 1, 1, 1, 0});
  batch["token_type_ids"] = Tensor::from({2, 4}, Ids{0, 0, 1, 1, 0, 1, 1, 0});
  if (kind == HeadKind::kSequenceClassification) {
    batch["labels"] = Tensor::from({2}, Ids{2, 0});
  } else if (kind == HeadKind::kQuestionAnswering) {
    batch["start_positions"] = Tensor::from({2}, Ids{1, 1});
    batch["end_positions"] = Tensor::from({2}, Ids{2, 1});
  } else {
    batch["labels"] = Tensor::from({2, 4}, Ids{-100, 1, 2, -100, -100, 0, -100, -100});
  }
  return batch;
}

float loss_of(MaskedModel& model, const Batch& batch) {
  const NoGradient no_gradient;
  ForwardContext context;
  return model.forward(batch, context).loss.item();
}

std::string mistake(const AutoencodingOptions& options, HeadKind kind = HeadKind::kPretraining) {
  return problem_text([&] { (void)tiny_model(head_of(kind), options); });
}

constexpr HeadKind kKinds[] = {HeadKind::kPretraining, HeadKind::kSequenceClassification,
                               HeadKind::kTokenClassification, HeadKind::kQuestionAnswering};

}  // namespace

BOOST_AUTO_TEST_SUITE(masked_model)

BOOST_AUTO_TEST_CASE(gradients_of_every_head_match_difference_quotients) {
  for (const HeadKind kind : kKinds) {
    const auto model = tiny_model(head_of(kind));
    const Batch batch = labelled_batch(kind);
    ForwardContext context;
    backward(model->forward(batch, context).loss);
    for (NamedParameter parameter : model->parameters()) {
      const Tensor gradient = parameter.tensor.grad();
      BOOST_TEST_REQUIRE(gradient.defined(), parameter.name);
      // The pointer is asked for with each write: what was derived from the elements hears of it.
      const auto set = [&parameter](std::int64_t i, float value) {
        parameter.tensor.data<float>()[i] = value;
      };
      for (const std::int64_t i :
           {std::int64_t{0}, parameter.tensor.numel() / 2, parameter.tensor.numel() - 1}) {
        const bool is_padding = parameter.name == "bert.embeddings.word_embeddings.weight" && i < 8;
        if (is_padding) continue;  // its own gradient leaves the lookup out
        constexpr float kStep = 4e-3f;
        const float before = std::as_const(parameter.tensor).data<float>()[i];
        set(i, before + kStep);
        const double above = static_cast<double>(loss_of(*model, batch));
        set(i, before - kStep);
        const double below = static_cast<double>(loss_of(*model, batch));
        set(i, before);
        const double quotient = (above - below) / (2.0 * static_cast<double>(kStep));
        const double found = static_cast<double>(gradient.data<float>()[i]);
        BOOST_TEST(
            std::fabs(found - quotient) < 2e-3 + 0.02 * std::fabs(quotient),
            parameter.name << "[" << i << "]: " << found << ", difference quotient " << quotient);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(one_batch_is_learnt_by_heart_with_every_head) {
  for (const HeadKind kind : kKinds) {
    const auto model = tiny_model(head_of(kind));
    const Batch batch = labelled_batch(kind);
    AdamwStep step;
    step.learning_rate = 0.02f;
    const std::vector<NamedParameter> parameters = model->parameters();
    std::vector<Tensor> first;
    std::vector<Tensor> second;
    for (const NamedParameter& parameter : parameters) {
      first.push_back(Tensor::zeros(parameter.tensor.shape()));
      second.push_back(Tensor::zeros(parameter.tensor.shape()));
    }
    for (step.step = 1; step.step <= 80; ++step.step) {
      ForwardContext context;
      backward(model->forward(batch, context).loss);
      for (std::size_t i = 0; i < parameters.size(); ++i) {
        Tensor parameter = parameters[i].tensor;
        adamw_step(parameter, parameter.grad(), first[i], second[i], step);
        parameter.clear_grad();
      }
    }
    BOOST_TEST(loss_of(*model, batch) < 0.05f, name_of(kind));
  }
}

BOOST_AUTO_TEST_CASE(padding_and_neighbours_change_nothing) {
  const auto model = tiny_model(head_of(HeadKind::kPretraining));
  const NoGradient no_gradient;
  ForwardContext context;
  const Tensor both =
      model->mask_logits(labelled_batch(HeadKind::kPretraining), context);  // [2, 4, 20]
  Batch alone;
  alone["input_ids"] = Tensor::from({1, 3}, Ids{16, 7, 17});
  alone["token_type_ids"] = Tensor::from({1, 3}, Ids{0, 1, 1});
  const Tensor single = model->mask_logits(alone, context);
  for (std::int64_t i = 0; i < single.numel(); ++i) {
    BOOST_REQUIRE(std::fabs(single.data<float>()[i] - both.data<float>()[4 * 20 + i]) < 1e-5f);
  }
}

BOOST_AUTO_TEST_CASE(a_model_without_a_head_gives_hidden_states_and_the_pooled_one) {
  const auto model = tiny_model(head_of(HeadKind::kNone));
  BOOST_TEST(model->parameters().back().name == "bert.pooler.dense.bias");
  BOOST_TEST(model->parameter_name("cls.predictions.bias").empty());
  BOOST_TEST(model->config().at("architectures").as_list().front().as_string() == "BertModel");
  ForwardContext context;
  const ModelOutput output = model->forward(labelled_batch(HeadKind::kQuestionAnswering), context);
  BOOST_TEST((output.more.at("pooler_output").shape() == Shape{2, 8}));
  BOOST_TEST((!output.logits.defined() && !output.loss.defined()));
}

BOOST_AUTO_TEST_CASE(windows_leave_room_for_the_tokens_around_a_text) {
  BOOST_TEST(tiny_model(head_of(HeadKind::kPretraining))->window(vocabulary()).length == 10);
  AutoencodingOptions options = tiny_options();
  options.next_sentence = true;
  BOOST_TEST(tiny_model(head_of(HeadKind::kPretraining), options)->window(vocabulary()).length ==
             9);
  TokenTraits bare = vocabulary();
  bare.special.cls.reset();
  bare.special.sep.reset();
  BOOST_TEST(tiny_model(head_of(HeadKind::kPretraining))->window(bare).length == 12);
}

BOOST_AUTO_TEST_CASE(missing_special_tokens_are_named) {
  const auto model = tiny_model(head_of(HeadKind::kPretraining));
  TokenTraits tokens = vocabulary();
  tokens.special.mask.reset();
  BOOST_TEST(problem_text([&] { (void)model->window(tokens); }) ==
             "error: masked language modelling needs a mask token; train the tokenizer with one, "
             "e.g. `mask_token: \"[MASK]\"`");
}

BOOST_AUTO_TEST_CASE(a_window_stands_between_its_special_tokens_and_padding_is_hidden) {
  const auto model = tiny_model(head_of(HeadKind::kPretraining));
  Rng rng(1);
  const Batch batch = model->pretraining_batch(Tensor::from({2, 3}, Ids{5, 6, 7, 8, -100, -100}),
                                               vocabulary(), rng);
  BOOST_TEST((batch.at("input_ids").shape() == Shape{2, 5}));
  const std::int64_t* const ids = batch.at("input_ids").data<std::int64_t>();
  const std::int64_t* const mask = batch.at("attention_mask").data<std::int64_t>();
  BOOST_TEST((ids[0] == 16 && ids[4] == 17 && ids[5] == 16 && ids[7] == 17 && ids[8] == 0));
  BOOST_TEST((mask[4] == 1 && mask[7] == 1 && mask[8] == 0 && mask[9] == 0));
  ForwardContext context;
  BOOST_TEST(model->forward(batch, context).num_targets == 2);
}

BOOST_AUTO_TEST_CASE(half_of_the_second_texts_follow_and_the_others_come_from_another_row) {
  AutoencodingOptions options = tiny_options();
  options.next_sentence = true;
  const auto model = tiny_model(head_of(HeadKind::kPretraining), options);
  Rng rng(2);
  std::int64_t follows = 0;
  std::int64_t rows = 0;
  for (int batch_number = 0; batch_number < 600; ++batch_number) {
    // Row r holds the tokens 2r + 1 and 2r + 2 by halves.
    const Batch batch = model->pretraining_batch(
        Tensor::from({4, 4}, Ids{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8}), vocabulary(),
        rng);
    const std::int64_t* const types = batch.at("token_type_ids").data<std::int64_t>();
    for (std::int64_t row = 0; row < 4; ++row, ++rows) {
      const std::int64_t label = batch.at("next_sentence_label").data<std::int64_t>()[row];
      follows += label == 0 ? 1 : 0;
      BOOST_REQUIRE((types[row * 7 + 3] == 0 && types[row * 7 + 4] == 1));
      const std::int64_t* const ids = batch.at("input_ids").data<std::int64_t>() + row * 7;
      const std::int64_t* const labels = batch.at("labels").data<std::int64_t>() + row * 7;
      const std::int64_t second = labels[4] != -100 ? labels[4] : ids[4];
      BOOST_REQUIRE((second == 2 * row + 2) == (label == 0));
    }
  }
  const double share = static_cast<double>(follows) / static_cast<double>(rows);
  BOOST_TEST(std::fabs(share - 0.5) < 0.05, "share is " << share);
}

BOOST_AUTO_TEST_CASE(texts_are_framed_where_the_vocabulary_has_the_tokens) {
  const auto model = tiny_model(head_of(HeadKind::kPretraining));
  BOOST_TEST(model->frame_text({5}, vocabulary().special) == (Ids{16, 5, 17}),
             boost::test_tools::per_element());
  BOOST_TEST(model->frame_text({5}, SpecialTokens{}) == Ids{5}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_say_what_to_do) {
  AutoencodingOptions options = tiny_options();
  options.num_heads = 3;
  BOOST_TEST(mistake(options) ==
             "error: hidden_size 8 is no multiple of num_heads 3; change one of them");
  BOOST_TEST(mistake(tiny_options(), HeadKind::kImageClassification) ==
             "error: autoencoding models have no head for image classification; use another "
             "architecture");
  const auto model = tiny_model(head_of(HeadKind::kPretraining));
  ForwardContext context;
  Batch batch;
  batch["input_ids"] = Tensor::zeros({1, 13}, DType::kInt64);
  BOOST_TEST(problem_text([&] { (void)model->forward(batch, context); }) ==
             "error: the sequence takes 13 positions, but the model has 12; shorten the text, or "
             "build the model with a larger max_positions");
  batch["input_ids"] = Tensor::zeros({1, 2}, DType::kInt64);
  batch["token_type_ids"] = Tensor::from({1, 2}, Ids{0, 2});
  BOOST_TEST(problem_text([&] {
               (void)model->forward(batch, context);
             }).starts_with("error: embedding: id 2 at position 1, expected 0 to 1"));
}

BOOST_AUTO_TEST_CASE(a_written_config_is_read_again_for_every_head) {
  for (const HeadKind kind : kKinds) {
    for (const bool next_sentence : {false, true}) {
      AutoencodingOptions options = tiny_options();
      options.next_sentence = next_sentence && kind == HeadKind::kPretraining;
      options.whole_word_masking = true;
      options.tie_word_embeddings = false;
      const HeadSpec head = head_of(kind);
      const Value config = tiny_model(head, options)->config();
      const HeadSpec again = MaskedModel::head_from_config(config);
      BOOST_TEST((again.kind == kind && again.labels == head.labels));
      const Value read = AutoencodingOptions::from_config(config);
      std::vector<Problem> problems;
      const auto schema = AutoencodingOptions::schema();
      const Value resolved = schema.untyped().resolve(read, "config", problems);
      BOOST_TEST(problems.empty());
      BOOST_TEST((write_config(schema.read(resolved, "config"), again) == config));
    }
  }
}

BOOST_AUTO_TEST_CASE(published_names_lead_to_parameters) {
  const auto model = tiny_model(head_of(HeadKind::kPretraining));
  BOOST_TEST(model->parameter_name("embeddings.LayerNorm.gamma") ==
             "bert.embeddings.LayerNorm.weight");
  BOOST_TEST(model->parameter_name("bert.encoder.layer.0.output.LayerNorm.beta") ==
             "bert.encoder.layer.0.output.LayerNorm.bias");
  BOOST_TEST(model->parameter_name("cls.predictions.decoder.weight") ==
             "bert.embeddings.word_embeddings.weight");  // tied
  BOOST_TEST(model->parameter_name("cls.predictions.decoder.bias") == "cls.predictions.bias");
  for (const char* name : {"bert.embeddings.position_ids", "bert.pooler.dense.weight",
                           "classifier.weight", "cls.seq_relationship.weight"}) {
    BOOST_TEST(model->parameter_name(name).empty(), name);
  }
  BOOST_TEST(model->parameter_name("something.else") == "something.else");
}

BOOST_AUTO_TEST_SUITE_END()
