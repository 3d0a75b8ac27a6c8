#include "plugins/architectures/encoder-decoder/text_to_text_model.h"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/plugins/architectures/encoder-decoder/tiny_t5.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::Batch;
using graft::EncoderDecoderOptions;
using graft::ForwardContext;
using graft::HeadKind;
using graft::HeadSpec;
using graft::ModelOutput;
using graft::NamedParameter;
using graft::Tensor;
using graft::tests::at;
using graft::tests::difference;
using graft::tests::ids;
using graft::tests::pass;
using graft::tests::three_classes;
using graft::tests::tiny_model;
using graft::tests::tiny_options;

EncoderDecoderOptions version_1_1() {
  EncoderDecoderOptions options = tiny_options();
  options.feed_forward = "gated-gelu";
  options.tie_word_embeddings = false;
  return options;
}

/// Two pairs of texts, the second of each shorter.
Batch two_pairs() {
  Batch batch;
  batch["input_ids"] = ids(2, {3, 4, 5, 6, 7, 1, 8, 9, 10, 1, 0, 0});
  batch["attention_mask"] = ids(2, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0});
  batch["labels"] = ids(2, {11, 12, 13, 1, 14, 1, -100, -100});
  return batch;
}

std::set<std::string> names_of(const graft::TextToTextModel& model) {
  std::set<std::string> names;
  for (const NamedParameter& parameter : model.parameters()) names.insert(parameter.name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_to_text_model)

BOOST_AUTO_TEST_CASE(parameters_are_called_as_in_published_files) {
  const auto model = tiny_model(version_1_1());
  const std::set<std::string> names = names_of(*model);
  BOOST_TEST(names.size() == 2u * 9 + 3u * 14 + 2 + 2 + 2);
  for (const char* name :
       {"shared.weight", "lm_head.weight", "encoder.block.0.layer.0.SelfAttention.q.weight",
        "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
        "encoder.block.1.layer.0.layer_norm.weight",
        "encoder.block.1.layer.1.DenseReluDense.wi_0.weight",
        "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
        "decoder.block.2.layer.1.EncDecAttention.o.weight",
        "decoder.block.2.layer.2.DenseReluDense.wo.weight", "decoder.final_layer_norm.weight"}) {
    BOOST_TEST(names.count(name) == 1u, name);
  }
  BOOST_TEST(names.count("encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight") ==
             0u);
  BOOST_TEST(names_of(*tiny_model()).count("encoder.block.0.layer.1.DenseReluDense.wi.weight") ==
             1u);
  BOOST_TEST(model->num_blocks() == 5);
}

BOOST_AUTO_TEST_CASE(names_of_other_heads_and_of_tied_weights_are_known) {
  const auto model = tiny_model();
  BOOST_TEST(model->parameter_name("shared.weight") == "shared.weight");
  BOOST_TEST(model->parameter_name("encoder.embed_tokens.weight") == "shared.weight");
  BOOST_TEST(model->parameter_name("decoder.embed_tokens.weight") == "shared.weight");
  BOOST_TEST(model->parameter_name("lm_head.weight") == "shared.weight");
  BOOST_TEST(model->parameter_name("transformer.decoder.final_layer_norm.weight") ==
             "decoder.final_layer_norm.weight");
  BOOST_TEST(model->parameter_name("classification_head.dense.weight").empty());
  BOOST_TEST(
      model
          ->parameter_name("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight")
          .empty());
  BOOST_TEST(model->parameter_name("something.else") == "something.else");
  BOOST_TEST(tiny_model(version_1_1())->parameter_name("lm_head.weight") == "lm_head.weight");

  const auto classifier = tiny_model(tiny_options(), three_classes());
  BOOST_TEST(classifier->parameter_name("shared.weight") == "transformer.shared.weight");
  BOOST_TEST(classifier->parameter_name("transformer.encoder.final_layer_norm.weight") ==
             "transformer.encoder.final_layer_norm.weight");
  BOOST_TEST(classifier->parameter_name("classification_head.out_proj.bias") ==
             "classification_head.out_proj.bias");
  std::set<std::string> fresh;
  for (const NamedParameter& parameter : classifier->parameters()) {
    if (parameter.in_head) fresh.insert(parameter.name);
  }
  BOOST_TEST(
      fresh == (std::set<std::string>{
                   "classification_head.dense.weight", "classification_head.dense.bias",
                   "classification_head.out_proj.weight", "classification_head.out_proj.bias"}),
      boost::test_tools::per_element());

  const auto tagger = tiny_model(
      tiny_options(),
      HeadSpec{HeadKind::kTokenClassification, {"a", "b"}, "single_label_classification"});
  BOOST_TEST(tagger->parameter_name("encoder.final_layer_norm.weight") ==
             "transformer.encoder.final_layer_norm.weight");
  BOOST_TEST(tagger->parameter_name("decoder.final_layer_norm.weight").empty());
}

BOOST_AUTO_TEST_CASE(fresh_weights_have_the_published_deviations) {
  EncoderDecoderOptions options = version_1_1();
  options.hidden_size = 100;
  options.num_heads = 6;
  options.head_size = 20;
  options.intermediate_size = 150;
  options.vocab_size = 200;
  options.num_buckets = 64;
  options.max_distance = 128;
  options.initializer_factor = 0.5f;
  const auto model = tiny_model(options);
  const auto expected = [](const std::string& name) {
    if (name.ends_with("shared.weight") || name.ends_with("lm_head.weight")) return 1.0;
    if (name.ends_with(".q.weight")) return 1.0 / std::sqrt(100.0 * 20.0);
    if (name.ends_with(".o.weight")) return 1.0 / std::sqrt(6.0 * 20.0);
    if (name.ends_with(".wo.weight")) return 1.0 / std::sqrt(150.0);
    return 1.0 / std::sqrt(100.0);
  };
  for (const NamedParameter& parameter : model->parameters()) {
    double squares = 0.0;
    const float* values = parameter.tensor.data<float>();
    for (std::int64_t i = 0; i < parameter.tensor.numel(); ++i) {
      squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    }
    const double deviation = std::sqrt(squares / static_cast<double>(parameter.tensor.numel()));
    if (parameter.tensor.rank() == 1) {
      BOOST_TEST(deviation == 1.0, parameter.name);
      continue;
    }
    const double wanted = 0.5 * expected(parameter.name);
    const double doubt = 4.0 / std::sqrt(2.0 * static_cast<double>(parameter.tensor.numel()));
    BOOST_TEST(std::fabs(deviation / wanted - 1.0) < doubt,
               parameter.name << ": " << deviation << ", expected " << wanted);
  }
}

BOOST_AUTO_TEST_CASE(gradients_equal_difference_quotients) {
  for (const EncoderDecoderOptions& options : {tiny_options(), version_1_1()}) {
    EncoderDecoderOptions smooth = options;
    if (smooth.feed_forward == "relu") smooth.feed_forward = "gated-silu";
    graft::tests::check_loss_gradient(*tiny_model(smooth), two_pairs());
  }
  Batch batch = two_pairs();
  batch["labels"] = Tensor::from({2}, std::vector<std::int64_t>{2, 0});
  EncoderDecoderOptions smooth = tiny_options();
  smooth.feed_forward = "gelu";
  graft::tests::check_loss_gradient(*tiny_model(smooth, three_classes()), batch);
}

BOOST_AUTO_TEST_CASE(one_batch_can_be_learned_by_heart) {
  // ln 23 = 3.1 for a guess.
  BOOST_TEST(graft::tests::learned_loss(*tiny_model(), two_pairs(), 60, 0.02) < 0.05f);
  BOOST_TEST(graft::tests::learned_loss(*tiny_model(version_1_1()), two_pairs(), 60, 0.02) < 0.05f);
}

BOOST_AUTO_TEST_CASE(hidden_states_are_given_under_the_published_names) {
  const auto model = tiny_model();
  const ModelOutput output = pass(*model, two_pairs());
  BOOST_TEST(output.hidden_states.empty());
  for (int i = 0; i <= 2; ++i) {
    BOOST_TEST(output.more.count("encoder_hidden_states." + std::to_string(i)) == 1u);
  }
  for (int i = 0; i <= 3; ++i) {
    BOOST_TEST(output.more.count("decoder_hidden_states." + std::to_string(i)) == 1u);
  }
  BOOST_TEST(output.more.size() == 1u + 3 + 4);
  BOOST_TEST(difference(output.more.at("encoder_hidden_states.2"),
                        output.more.at("encoder_last_hidden_state")) == 0.0f);
  BOOST_TEST(difference(output.more.at("decoder_hidden_states.3"), output.last_hidden_state) ==
             0.0f);
}

BOOST_AUTO_TEST_CASE(without_decoder_input_the_labels_are_moved_to_the_right) {
  EncoderDecoderOptions options = tiny_options();
  options.decoder_start_token_id = 2;
  options.pad_token_id = 9;
  const auto model = tiny_model(options);
  Batch given = two_pairs();
  given["decoder_input_ids"] = ids(2, {2, 11, 12, 13, 2, 14, 1, 9});
  const ModelOutput expected = pass(*model, given);
  const ModelOutput found = pass(*model, two_pairs());
  BOOST_TEST(difference(found.logits, expected.logits) == 0.0f);
  BOOST_TEST(found.num_targets == 6);
  BOOST_TEST(model->decoder_start_token_id() == 2);
  options.decoder_start_token_id.reset();
  BOOST_TEST(tiny_model(options)->decoder_start_token_id() == 9);
}

BOOST_AUTO_TEST_CASE(a_decoder_without_anything_to_read_is_an_error) {
  Batch batch = two_pairs();
  batch.tensors.erase("labels");
  const auto model = tiny_model();
  BOOST_TEST(graft::problem_text([&] { pass(*model, batch); }) ==
             "error: the decoder has nothing to read; give decoder_input_ids or labels");
  batch["decoder_input_ids"] = ids(1, {0, 3});
  BOOST_TEST(graft::problem_text([&] { pass(*model, batch); }) ==
             "error: decoder_input_ids [1, 2] for 2 rows of source text");
  batch["decoder_input_ids"] = ids(2, {0, 3, 0, 4});
  batch["decoder_attention_mask"] = ids(2, {1, 1});
  BOOST_TEST(graft::problem_text([&] { pass(*model, batch); }) ==
             "error: the mask of decoder_input_ids: expected i64 [2, 2], got i64 [2, 1]");
  batch["attention_mask"] = ids(2, {1, 1});
  BOOST_TEST(graft::problem_text([&] { pass(*model, batch); }).find("the mask of input_ids") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(padding_changes_nothing) {
  const auto model = tiny_model();
  Batch alone;
  alone["input_ids"] = ids(1, {8, 9, 10, 1});
  alone["decoder_input_ids"] = ids(1, {0, 14, 5});
  Batch padded;
  padded["input_ids"] = ids(3, {8, 9, 10, 1, 0, 0, 0, 0, 8, 9, 10, 1, 3, 4, 5, 6, 7, 1});
  padded["attention_mask"] = ids(3, {1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  padded["decoder_input_ids"] = ids(3, {0, 14, 5, 3, 22, 0, 14, 5, 0, 6, 7, 8});
  padded["decoder_attention_mask"] = ids(3, {1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1});
  const Tensor expected = pass(*model, alone).logits;
  const Tensor found = pass(*model, padded).logits;
  for (std::int64_t t = 0; t < 3; ++t) {
    BOOST_TEST(difference(at(expected, 0, t), at(found, 0, t)) <= graft::tests::bound(expected));
    // On the left too: distances between tokens stay.
    BOOST_TEST(difference(at(expected, 0, t), at(found, 1, t + 1)) <=
               graft::tests::bound(expected));
  }
}

BOOST_AUTO_TEST_CASE(the_encoder_looks_both_ways_and_the_decoder_back) {
  const auto model = tiny_model();
  Batch one;
  one["input_ids"] = ids(1, {3, 4, 5});
  one["decoder_input_ids"] = ids(1, {0, 6, 7});
  Batch other;
  other["input_ids"] = ids(1, {3, 4, 9});
  other["decoder_input_ids"] = ids(1, {0, 6, 9});
  const ModelOutput a = pass(*model, one);
  const ModelOutput b = pass(*model, other);
  BOOST_TEST(difference(at(a.more.at("encoder_last_hidden_state"), 0, 0),
                        at(b.more.at("encoder_last_hidden_state"), 0, 0)) > 1e-4f);
  other["input_ids"] = one.at("input_ids");
  const Tensor logits = pass(*model, other).logits;
  BOOST_TEST(difference(at(a.logits, 0, 1), at(logits, 0, 1)) == 0.0f);
  BOOST_TEST(difference(at(a.logits, 0, 2), at(logits, 0, 2)) > 1e-4f);
}

BOOST_AUTO_TEST_CASE(tied_logits_are_scaled_by_the_root_of_the_width) {
  const auto model = tiny_model();
  const ModelOutput output = pass(*model, two_pairs());
  const Tensor shared = model->parameters().front().tensor;
  const Tensor state = at(output.last_hidden_state, 1, 2);
  double expected = 0.0;
  for (int i = 0; i < 10; ++i) {
    expected += static_cast<double>(state.data<float>()[i]) *
                static_cast<double>(shared.data<float>()[5 * 10 + i]) / std::sqrt(10.0);
  }
  BOOST_TEST(std::fabs(static_cast<double>(at(output.logits, 1, 2).data<float>()[5]) - expected) <
             1e-5);
}

BOOST_AUTO_TEST_CASE(dropout_is_for_training_alone) {
  EncoderDecoderOptions options = tiny_options();
  options.dropout = 0.5f;
  const auto model = tiny_model(options);
  const auto logits = [&](bool training, std::uint64_t seed) {
    graft::Rng rng(seed);
    ForwardContext context{.training = training, .rng = &rng};
    return model->forward(two_pairs(), context).logits;
  };
  BOOST_TEST(difference(logits(false, 1), pass(*tiny_model(), two_pairs()).logits) == 0.0f);
  BOOST_TEST(difference(logits(true, 1), logits(false, 1)) > 0.1f);
  BOOST_TEST(difference(logits(true, 1), logits(true, 1)) == 0.0f);
  BOOST_TEST(difference(logits(true, 1), logits(true, 2)) > 0.1f);
}

BOOST_AUTO_TEST_CASE(a_classifier_reads_its_input_again_up_to_the_last_end_token) {
  const auto model = tiny_model(tiny_options(), three_classes());
  Batch batch = two_pairs();
  batch["labels"] = Tensor::from({2}, std::vector<std::int64_t>{2, 0});
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(output.logits.shape() == (graft::Shape{2, 3}));
  BOOST_TEST(output.num_targets == 2);
  BOOST_TEST(output.last_hidden_state.shape() == (graft::Shape{2, 6, 10}));
  batch["decoder_input_ids"] = ids(2, {0, 3, 4, 5, 6, 7, 0, 8, 9, 10, 1, 0});
  BOOST_TEST(difference(pass(*model, batch).logits, output.logits) == 0.0f);

  Batch alone;
  alone["input_ids"] = ids(1, {8, 9, 10, 1});
  BOOST_TEST(difference(pass(*model, alone).logits, output.logits.view_rows(1, 2)) < 1e-5f);
  alone["input_ids"] = ids(1, {8, 1, 10, 1});
  const Tensor two_ends = pass(*model, alone).logits;
  alone["input_ids"] = ids(1, {8, 1, 10, 1, 5});
  alone["attention_mask"] = ids(1, {1, 1, 1, 1, 0});
  BOOST_TEST(difference(pass(*model, alone).logits, two_ends) < 1e-5f);
}

BOOST_AUTO_TEST_CASE(a_classifier_needs_as_many_end_tokens_in_every_row) {
  const auto model = tiny_model(tiny_options(), three_classes());
  Batch batch;
  batch["input_ids"] = ids(2, {3, 1, 4, 1, 5, 1});
  BOOST_TEST(graft::problem_text([&] { pass(*model, batch); }) ==
             "error: row 1 of input_ids has 2 end-of-sequence tokens (1), row 0 has 1, of which a "
             "classifier reads the last; end every text with exactly one");
  batch["input_ids"] = ids(1, {3, 4});
  BOOST_TEST(graft::problem_text([&] { pass(*model, batch); }) ==
             "error: row 0 of input_ids has 0 end-of-sequence tokens (1), of which a classifier "
             "reads the last; end every text with exactly one");
}

BOOST_AUTO_TEST_CASE(padding_with_the_end_token_is_not_taken_for_ends) {
  EncoderDecoderOptions options = tiny_options();
  options.pad_token_id = 1;
  const auto model = tiny_model(options, three_classes());
  Batch batch;
  batch["input_ids"] = ids(2, {3, 4, 5, 1, 6, 1, 1, 1});
  batch["attention_mask"] = ids(2, {1, 1, 1, 1, 1, 1, 0, 0});
  const Tensor found = pass(*model, batch).logits;
  Batch alone;
  alone["input_ids"] = ids(1, {6, 1});
  BOOST_TEST(difference(pass(*model, alone).logits, found.view_rows(1, 2)) < 1e-5f);
}

BOOST_AUTO_TEST_CASE(taggers_and_bare_encoders_have_no_decoder) {
  const HeadSpec tags{HeadKind::kTokenClassification, {"a", "b"}, "single_label_classification"};
  const auto tagger = tiny_model(tiny_options(), tags);
  Batch batch = two_pairs();
  batch["labels"] = ids(2, {0, 1, 0, 1, 0, -100, 1, 1, 1, -100, -100, -100});
  const ModelOutput output = pass(*tagger, batch);
  BOOST_TEST(output.logits.shape() == (graft::Shape{2, 6, 2}));
  BOOST_TEST(output.num_targets == 8);
  BOOST_TEST(output.hidden_states.size() == 3u);
  BOOST_TEST(tagger->num_blocks() == 2);

  EncoderDecoderOptions options = tiny_options();
  options.encoder_only = true;
  const auto encoder = tiny_model(options, HeadSpec{HeadKind::kNone, {}, ""});
  batch.tensors.erase("labels");
  const ModelOutput states = pass(*encoder, batch);
  BOOST_TEST(states.last_hidden_state.shape() == (graft::Shape{2, 6, 10}));
  BOOST_TEST(!states.logits.defined());
}

BOOST_AUTO_TEST_CASE(an_answer_has_a_beginning_and_an_end) {
  const auto model = tiny_model(tiny_options(), HeadSpec{HeadKind::kQuestionAnswering, {}, ""});
  Batch batch = two_pairs();
  batch.tensors.erase("labels");
  batch["start_positions"] = Tensor::from({2}, std::vector<std::int64_t>{1, 0});
  batch["end_positions"] = Tensor::from({2}, std::vector<std::int64_t>{3, 9});
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(output.more.at("start_logits").shape() == (graft::Shape{2, 6}));
  BOOST_TEST(output.more.at("end_logits").shape() == (graft::Shape{2, 6}));
  BOOST_TEST(output.loss.defined());
}

BOOST_AUTO_TEST_CASE(a_text_is_framed_by_its_end) {
  graft::SpecialTokens special;
  const std::vector<std::int64_t> text = {3, 4};
  BOOST_TEST(tiny_model()->frame_text(text, special) == text, boost::test_tools::per_element());
  special.eos = 1;
  BOOST_TEST(tiny_model()->frame_text(text, special) == (std::vector<std::int64_t>{3, 4, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
