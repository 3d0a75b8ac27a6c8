#include "plugins/architectures/encoder-decoder/config.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::EncoderDecoderOptions;
using graft::HeadKind;
using graft::HeadSpec;
using graft::parse_json;

EncoderDecoderOptions from_config(const std::string& json) {
  return EncoderDecoderOptions::schema().read(EncoderDecoderOptions::from_config(parse_json(json)),
                                              "config");
}

HeadSpec head_of(const std::string& json) { return graft::read_head(parse_json(json)); }

std::string feed_forward_of(const std::string& json) {
  const EncoderDecoderOptions options = from_config(json);
  return (graft::has_gate(options) ? "gate " : "") + graft::activation_name(options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoder_decoder_config)

BOOST_AUTO_TEST_CASE(absent_keys_have_the_published_defaults) {
  const EncoderDecoderOptions options = from_config("{}");
  BOOST_TEST(options.hidden_size == 512);
  BOOST_TEST(options.head_size == 64);
  BOOST_TEST(options.intermediate_size == 2048);
  BOOST_TEST(options.num_layers == 6);
  BOOST_TEST(options.num_decoder_layers == 0);
  BOOST_TEST(options.num_heads == 8);
  BOOST_TEST(options.max_positions == 512);
  BOOST_TEST(options.vocab_size == 32128);
  BOOST_TEST(options.num_buckets == 32);
  BOOST_TEST(options.max_distance == 128);
  BOOST_TEST(options.dropout == 0.1f);
  BOOST_TEST(options.classifier_dropout == 0.0f);
  BOOST_TEST(options.layer_norm_epsilon == 1e-6f);
  BOOST_TEST(options.initializer_factor == 1.0f);
  BOOST_TEST(options.tie_word_embeddings);
  BOOST_TEST(!options.encoder_only);
  BOOST_TEST(options.eos_token_id.value() == 1);
  BOOST_TEST(options.pad_token_id.value() == 0);
  BOOST_TEST(!options.bos_token_id.has_value());
  BOOST_TEST(!options.decoder_start_token_id.has_value());
  BOOST_TEST(feed_forward_of("{}") == "relu");
}

BOOST_AUTO_TEST_CASE(the_feed_forward_part_is_what_its_keys_say_together) {
  const auto with = [](const std::string& members) { return feed_forward_of("{" + members + "}"); };
  BOOST_TEST(with(R"("feed_forward_proj": "gelu")") == "gelu");
  BOOST_TEST(with(R"("feed_forward_proj": "gated-gelu")") == "gate gelu_new");
  BOOST_TEST(with(R"("feed_forward_proj": "gated-silu")") == "gate silu");
  BOOST_TEST(with(R"("feed_forward_proj": "gated-gelu", "dense_act_fn": "gelu_new",
                     "is_gated_act": true)") == "gate gelu_new");
  BOOST_TEST(with(R"("feed_forward_proj": "gated-gelu", "dense_act_fn": "gelu")") == "gate gelu");
  BOOST_TEST(with(R"("is_gated_act": true)") == "gate relu");
  BOOST_TEST(with(R"("feed_forward_proj": "gated-gelu", "is_gated_act": false)") == "gelu_new");
  BOOST_TEST(with(R"("is_gated_act": true, "dense_act_fn": "gelu")") == "gate gelu");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  EncoderDecoderOptions options;
  options.hidden_size = 48;
  options.intermediate_size = 100;
  options.num_layers = 3;
  options.num_decoder_layers = 5;
  options.num_heads = 4;
  options.head_size = 10;
  options.max_positions = 64;
  options.vocab_size = 211;
  options.num_buckets = 10;
  options.max_distance = 30;
  options.dropout = 0.2f;
  options.classifier_dropout = 0.3f;
  options.feed_forward = "gated-gelu";
  options.activation = "gelu";
  options.layer_norm_epsilon = 1e-5f;
  options.initializer_factor = 0.5f;
  options.tie_word_embeddings = false;
  options.objective = "prefix_lm";
  options.bos_token_id = 5;
  options.pad_token_id = 6;
  options.decoder_start_token_id = 7;
  const HeadSpec head{
      HeadKind::kSequenceClassification, {"差", "好"}, "multi_label_classification"};
  const std::string json = write_json(graft::write_config(completed(options, head), head), 2);
  const EncoderDecoderOptions again = from_config(json);
  BOOST_TEST(again.hidden_size == 48);
  BOOST_TEST(again.intermediate_size == 100);
  BOOST_TEST(again.num_layers == 3);
  BOOST_TEST(again.num_decoder_layers == 5);
  BOOST_TEST(again.num_heads == 4);
  BOOST_TEST(again.head_size == 10);
  BOOST_TEST(again.max_positions == 64);
  BOOST_TEST(again.vocab_size == 211);
  BOOST_TEST(again.num_buckets == 10);
  BOOST_TEST(again.max_distance == 30);
  BOOST_TEST(again.dropout == 0.2f);
  BOOST_TEST(again.classifier_dropout == 0.3f);
  BOOST_TEST(feed_forward_of(json) == "gate gelu");
  BOOST_TEST(again.layer_norm_epsilon == 1e-5f);
  BOOST_TEST(again.initializer_factor == 0.5f);
  BOOST_TEST(!again.tie_word_embeddings);
  BOOST_TEST(again.objective == "prefix_lm");
  BOOST_TEST(again.bos_token_id.value() == 5);
  BOOST_TEST(!again.eos_token_id.has_value());
  BOOST_TEST(again.pad_token_id.value() == 6);
  BOOST_TEST(again.decoder_start_token_id.value() == 7);
  const HeadSpec head_again = head_of(json);
  BOOST_TEST((head_again.kind == head.kind));
  BOOST_TEST(head_again.labels == head.labels, boost::test_tools::per_element());
  BOOST_TEST(head_again.problem_type == head.problem_type);
}

BOOST_AUTO_TEST_CASE(every_head_is_read_back) {
  EncoderDecoderOptions options;
  options.vocab_size = 9;
  for (const HeadKind kind :
       {HeadKind::kPretraining, HeadKind::kSequenceClassification, HeadKind::kTokenClassification,
        HeadKind::kQuestionAnswering, HeadKind::kNone}) {
    const HeadSpec head{kind, {"a", "b"}, "single_label_classification"};
    const graft::Value config = graft::write_config(completed(options, head), head);
    BOOST_TEST((graft::read_head(config).kind == kind), name_of(kind));
  }
  options.encoder_only = true;
  const HeadSpec none{HeadKind::kNone, {}, ""};
  const graft::Value config = graft::write_config(completed(options, none), none);
  BOOST_TEST(config.at("architectures").as_list().front().as_string() == "T5EncoderModel");
  BOOST_TEST(from_config(write_json(config)).encoder_only);
}

BOOST_AUTO_TEST_CASE(numbers_are_written_with_few_decimals_and_the_start_token_always) {
  const HeadSpec head;
  const graft::Value config = graft::write_config(completed(from_config("{}"), head), head);
  BOOST_TEST(write_json(config.at("dropout_rate")) == "0.1");
  BOOST_TEST(config.at("layer_norm_epsilon").as_double() == 1e-6);
  BOOST_TEST(config.at("decoder_start_token_id").as_int() == 0);
  BOOST_TEST(config.at("feed_forward_proj").as_string() == "relu");
  BOOST_TEST(config.find("graft_objective") == nullptr);
}

BOOST_AUTO_TEST_CASE(sizes_that_stand_for_others_are_written_out) {
  EncoderDecoderOptions options;
  options.vocab_size = 9;
  const EncoderDecoderOptions whole = completed(options, {});
  BOOST_TEST(whole.intermediate_size == 3072);
  BOOST_TEST(whole.head_size == 64);
  BOOST_TEST(whole.num_decoder_layers == 12);
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_are_all_named) {
  EncoderDecoderOptions options;
  options.num_heads = 5;
  options.num_buckets = 40;
  options.max_distance = 20;
  const auto texts = graft::problem_texts([&] { completed(options, {}); });
  BOOST_TEST_REQUIRE(texts.size() == 3u);
  BOOST_TEST(texts[0] ==
             "error: hidden_size 768 is no multiple of num_heads 5; change one of them, or give "
             "head_size");
  BOOST_TEST(texts[1] ==
             "error: max_distance 20 is not more than half of num_buckets 40; half of the ranges "
             "are one token wide; change one of them");
  BOOST_TEST(texts[2] == "error: vocab_size is not known; give a tokenizer, or set vocab_size");

  EncoderDecoderOptions encoder;
  encoder.vocab_size = 9;
  encoder.encoder_only = true;
  BOOST_TEST(graft::problem_text([&] {
               completed(encoder, {});
             }).find("an encoder alone has no head for pretraining") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(configurations_of_other_models_are_refused) {
  BOOST_TEST(graft::problem_text([] {
               head_of(R"({"architectures": ["T5Something"]})");
             }).find("no head for the model class T5Something") != std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               from_config(R"({"d_model": "wide"})");
             }).find("hidden_size") != std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               from_config(R"({"feed_forward_proj": "gated-swoosh"})");
             }).find("gated-swoosh") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
