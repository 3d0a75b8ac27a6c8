#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/json.h"
#include "plugins/architectures/autoregressive/config.h"
#include "plugins/architectures/autoregressive/language_model.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

using Ids = std::vector<std::int64_t>;

AutoregressiveOptions small_llama() {
  AutoregressiveOptions options;
  options.style = kLlamaStyle;
  options.hidden_size = 8;
  options.num_layers = 2;
  options.num_heads = 4;
  options.num_key_value_heads = 2;
  options.intermediate_size = 12;
  options.max_positions = 10;
  options.vocab_size = 13;
  options.initializer_range = 0.3f;
  return options;
}

HeadSpec head_of(HeadKind kind) {
  HeadSpec head;
  head.kind = kind;
  if (kind != HeadKind::kPretraining && kind != HeadKind::kNone) head.labels = {"a", "b", "c"};
  return head;
}

std::unique_ptr<LanguageModel> model_of(const AutoregressiveOptions& options,
                                        HeadKind kind = HeadKind::kPretraining) {
  Rng rng(5);
  auto model = std::make_unique<LanguageModel>(options, head_of(kind), rng);
  set_trainable(*model, true);
  return model;
}

AutoregressiveOptions read(const Value& config) {
  const auto schema = AutoregressiveOptions::schema();
  std::vector<Problem> problems;
  const Value options =
      schema.untyped().resolve(AutoregressiveOptions::from_config(config), "config", problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return schema.read(options, "config");
}

std::string mistake(const AutoregressiveOptions& options, HeadKind kind = HeadKind::kPretraining) {
  return problem_text([&] { (void)model_of(options, kind); });
}

float loss_of(LanguageModel& model, const Batch& batch) {
  const NoGradient no_gradient;
  ForwardContext context;
  return model.forward(batch, context).loss.item();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(llama_style)

BOOST_AUTO_TEST_CASE(absent_keys_have_the_published_defaults) {
  const AutoregressiveOptions options = read(parse_json(R"({"model_type": "llama"})"));
  BOOST_TEST(options.style == kLlamaStyle);
  BOOST_TEST((options.hidden_size == 4096 && options.num_layers == 32));
  BOOST_TEST((options.num_heads == 32 && key_value_heads(options) == 32));
  BOOST_TEST((options.intermediate_size == 11008 && options.max_positions == 2048));
  BOOST_TEST(options.rms_norm_epsilon == 1e-6f);
  BOOST_TEST(!options.tie_word_embeddings);
  BOOST_TEST((options.bos_token_id.value_or(0) == 1 && options.eos_token_id.value_or(0) == 2));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again_for_every_head) {
  for (const HeadKind kind : {HeadKind::kPretraining, HeadKind::kSequenceClassification,
                              HeadKind::kTokenClassification}) {
    AutoregressiveOptions options = small_llama();
    options.rope_scaling = "llama3";
    options.rope_factor = 8.0f;
    options.attention_bias = true;
    options.objective = kPrefixLm;
    options.dropout = 0.1f;
    const Value config = write_config(options, head_of(kind));
    const HeadSpec head = read_head(config);
    BOOST_TEST((head.kind == kind));
    BOOST_TEST((write_config(read(config), head) == config));
  }
}

BOOST_AUTO_TEST_CASE(scalings_of_rotary_positions_are_read_in_both_spellings) {
  const AutoregressiveOptions old_spelling = read(
      parse_json(R"({"model_type": "llama", "rope_scaling": {"type": "linear", "factor": 2.0}})"));
  BOOST_TEST((old_spelling.rope_scaling == "linear" && old_spelling.rope_factor == 2.0f));
  BOOST_TEST(
      read(parse_json(R"({"model_type": "llama", "rope_scaling": {"rope_type": "default"}})"))
          .rope_scaling == "none");
  BOOST_TEST(
      problem_text([] {
        (void)read(parse_json(
            R"({"model_type": "llama", "rope_scaling": {"type": "yarn", "factor": 2}})"));
      })
          .find("rope_scaling of type \"yarn\" is not supported; supported: default, linear, "
                "llama3") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(newer_files_have_all_about_rotary_positions_in_one_place) {
  const AutoregressiveOptions plain = read(parse_json(
      R"({"model_type": "llama", "rope_parameters": {"rope_theta": 500, "rope_type": "default"}})"));
  BOOST_TEST((plain.rope_theta == 500.0f && plain.rope_scaling == "none"));
  const AutoregressiveOptions scaled = read(parse_json(
      R"({"model_type": "llama", "rope_theta": 7,
          "rope_parameters": {"rope_type": "linear", "factor": 4}})"));
  BOOST_TEST((scaled.rope_theta == 7.0f && scaled.rope_scaling == "linear"));
  BOOST_TEST(scaled.rope_factor == 4.0f);
}

BOOST_AUTO_TEST_CASE(a_text_may_go_on_past_the_positions_of_the_training) {
  const auto model = model_of(small_llama());
  const Ids tokens = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7};
  Batch batch;
  batch["input_ids"] = Tensor::from({1, 14}, tokens);
  ForwardContext context;
  const NoGradient no_gradient;
  const Tensor whole = model->forward(batch, context).logits.view({14, 13});
  BOOST_TEST(model->position_limit() == 0);
  KvCache cache = model->start({}, context);
  for (std::int64_t i = 0; i < 14; ++i) {
    const Tensor logits = model->next_token_logits(
        Tensor::from({1, 1}, Ids{tokens[static_cast<std::size_t>(i)]}), Tensor(), cache, context);
    for (std::int64_t j = 0; j < 13; ++j) {
      BOOST_TEST(std::fabs(logits.data<float>()[j] - whole.data<float>()[i * 13 + j]) < 1e-5f);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_embedding_of_padding_learns_nothing_unless_it_also_ends_texts) {
  for (const bool ends_texts : {false, true}) {
    AutoregressiveOptions options = small_llama();
    options.tie_word_embeddings = false;
    options.pad_token_id = 4;
    if (ends_texts) options.eos_token_id = 4;
    const auto model = model_of(options);
    Batch batch;
    batch["input_ids"] = Tensor::from({1, 4}, Ids{3, 4, 1, 4});
    batch["labels"] = batch["input_ids"];
    ForwardContext context;
    backward(model->forward(batch, context).loss);
    float largest = 0.0f;
    for (const NamedParameter& parameter : model->parameters()) {
      if (parameter.name != "model.embed_tokens.weight") continue;
      const float* const row = parameter.tensor.grad().data<float>() + 4 * 8;
      for (std::int64_t i = 0; i < 8; ++i) largest = std::max(largest, std::fabs(row[i]));
    }
    BOOST_TEST((largest > 0.0f) == ends_texts);
  }
}

BOOST_AUTO_TEST_CASE(without_a_head_there_are_hidden_states_alone) {
  AutoregressiveOptions options = small_llama();
  options.tie_word_embeddings = false;
  const auto model = model_of(options, HeadKind::kNone);
  Batch batch;
  batch["input_ids"] = Tensor::from({1, 3}, Ids{3, 1, 4});
  ForwardContext context;
  const ModelOutput output = model->forward(batch, context);
  BOOST_TEST(output.last_hidden_state.shape() == (Shape{1, 3, 8}));
  BOOST_TEST((!output.logits.defined() && !output.loss.defined()));
  BOOST_TEST(model->parameter_name("lm_head.weight").empty());
  BOOST_TEST(model->config().at("architectures").as_list().front().as_string() == "LlamaModel");
  BOOST_TEST(problem_text([&] {
               (void)model->start({}, context);
             }).find("has no head and predicts no tokens") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_of_the_other_style_are_errors) {
  AutoregressiveOptions options = small_llama();
  options.layer_norm_epsilon = 1e-3f;
  BOOST_TEST(mistake(options) ==
             "error: layer_norm_epsilon does nothing in style llama; remove it, or write `style: "
             "gpt2`");
  options = small_llama();
  options.style = kGpt2Style;
  BOOST_TEST(mistake(options) ==
             "error: num_key_value_heads does nothing in style gpt2; remove it, or write `style: "
             "llama`");
  BOOST_TEST(mistake(small_llama(), HeadKind::kQuestionAnswering) ==
             "error: autoregressive models have no head for question answering; use another "
             "architecture");
}

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  for (const bool tied : {true, false}) {
    AutoregressiveOptions options = small_llama();
    options.tie_word_embeddings = tied;
    const auto model = model_of(options);
    Batch batch;
    batch["input_ids"] = Tensor::from({2, 5}, Ids{3, 1, 4, 1, 5, 9, 2, 6, 0, 0});
    batch["attention_mask"] = Tensor::from({2, 5}, Ids{1, 1, 1, 1, 1, 1, 1, 1, 0, 0});
    batch["labels"] = Tensor::from({2, 5}, Ids{3, 1, 4, 1, 5, 9, 2, 6, -100, -100});
    ForwardContext context;
    backward(model->forward(batch, context).loss);
    for (NamedParameter parameter : model->parameters()) {
      BOOST_TEST_REQUIRE(parameter.tensor.grad().defined(), parameter.name);
      // The pointer is asked for with each write: what was derived from the elements hears of it.
      const auto set = [&parameter](std::int64_t i, float value) {
        parameter.tensor.data<float>()[i] = value;
      };
      for (const std::int64_t i : {parameter.tensor.numel() / 3, parameter.tensor.numel() - 1}) {
        constexpr float kStep = 4e-3f;
        const float before = std::as_const(parameter.tensor).data<float>()[i];
        set(i, before + kStep);
        const double above = static_cast<double>(loss_of(*model, batch));
        set(i, before - kStep);
        const double below = static_cast<double>(loss_of(*model, batch));
        set(i, before);
        const double quotient = (above - below) / (2.0 * static_cast<double>(kStep));
        const double found = static_cast<double>(parameter.tensor.grad().data<float>()[i]);
        BOOST_TEST(
            std::fabs(found - quotient) < 2e-3 + 0.02 * std::fabs(quotient),
            parameter.name << "[" << i << "]: " << found << ", difference quotient " << quotient);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(tokens_get_labels_with_the_published_head) {
  for (const char* style : {kGpt2Style, kLlamaStyle}) {
    AutoregressiveOptions options = small_llama();
    options.style = style;
    if (options.style == kGpt2Style) options.num_key_value_heads = 0;
    const auto model = model_of(options, HeadKind::kTokenClassification);
    const std::string head = options.style == kGpt2Style ? "classifier" : "score";
    const std::vector<NamedParameter> parameters = model->parameters();
    BOOST_TEST(parameters[parameters.size() - 2].name == head + ".weight");
    BOOST_TEST(parameters.back().name == head + ".bias");
    BOOST_TEST(parameters.back().in_head);
    Batch batch;
    batch["input_ids"] = Tensor::from({1, 3}, Ids{3, 1, 4});
    batch["labels"] = Tensor::from({1, 3}, Ids{0, -100, 2});
    ForwardContext context;
    const ModelOutput output = model->forward(batch, context);
    BOOST_TEST((output.logits.shape() == Shape{1, 3, 3}));
    BOOST_TEST(output.num_targets == 2);
  }
}

BOOST_AUTO_TEST_CASE(published_names_lead_to_parameters) {
  const auto model = model_of(small_llama());
  BOOST_TEST(model->parameter_name("layers.1.mlp.up_proj.weight") ==
             "model.layers.1.mlp.up_proj.weight");
  BOOST_TEST(model->parameter_name("model.norm.weight") == "model.norm.weight");
  BOOST_TEST(model->parameter_name("model.layers.0.self_attn.rotary_emb.inv_freq").empty());
  BOOST_TEST(model->parameter_name("score.weight").empty());
  BOOST_TEST(model->parameter_name("transformer.h.0.ln_1.weight") == "transformer.h.0.ln_1.weight");
}

BOOST_AUTO_TEST_CASE(a_prefix_model_learns_the_second_half_from_a_first_half_read_both_ways) {
  for (const char* style : {kGpt2Style, kLlamaStyle}) {
    AutoregressiveOptions options = small_llama();
    options.style = style;
    if (options.style == kGpt2Style) options.num_key_value_heads = 0;
    options.objective = kPrefixLm;
    const auto model = model_of(options);
    BOOST_TEST(model->window({}).length == 11);
    BOOST_TEST(model->window({}).stride == 6);  // tokens 5 to 10 of a window are its targets
    Rng rng(1);
    Batch batch = model->pretraining_batch(Tensor::from({1, 7}, Ids{1, 2, 3, 4, 5, 6, 7}), {}, rng);
    const std::int64_t* const labels = batch.at("shift_labels").data<std::int64_t>();
    BOOST_TEST((labels[1] == kIgnoreIndex && labels[2] == 4 && labels[5] == 7));
    BOOST_TEST(batch.at("prefix_lengths").data<std::int64_t>()[0] == 3);

    const NoGradient no_gradient;
    ForwardContext context;
    const Tensor before = model->forward(batch, context).logits.clone();
    batch["input_ids"].data<std::int64_t>()[2] = 9;  // the last token of the prefix
    const Tensor after = model->forward(batch, context).logits;
    BOOST_TEST(before.data<float>()[0] != after.data<float>()[0]);  // seen by the first one
    KvCache cache = model->start({}, context);
    const Tensor next =
        model->next_token_logits(Tensor::from({1, 3}, Ids{1, 2, 9}), Tensor(), cache, context);
    for (std::int64_t i = 0; i < 13; ++i) {
      BOOST_REQUIRE(std::fabs(next.data<float>()[i] - after.data<float>()[2 * 13 + i]) < 1e-5f);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
