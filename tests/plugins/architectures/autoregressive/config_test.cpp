#include "plugins/architectures/autoregressive/config.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::AutoregressiveOptions;
using graft::HeadSpec;
using graft::parse_json;

AutoregressiveOptions from_config(const std::string& json) {
  return AutoregressiveOptions::schema().read(AutoregressiveOptions::from_config(parse_json(json)),
                                              "config");
}

HeadSpec head_of(const std::string& json) { return graft::read_head(parse_json(json)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(autoregressive_config)

BOOST_AUTO_TEST_CASE(absent_keys_have_the_published_defaults) {
  const AutoregressiveOptions options = from_config("{}");
  BOOST_TEST(options.hidden_size == 768);
  BOOST_TEST(options.num_layers == 12);
  BOOST_TEST(options.num_heads == 12);
  BOOST_TEST(options.max_positions == 1024);
  BOOST_TEST(options.vocab_size == 50257);
  BOOST_TEST(options.dropout == 0.1f);
  BOOST_TEST(options.activation.value_or("") == "gelu_new");
  BOOST_TEST(options.layer_norm_epsilon == 1e-5f);
  BOOST_TEST(options.tie_word_embeddings);
  BOOST_TEST(options.eos_token_id.value_or(0) == 50256);
}

BOOST_AUTO_TEST_CASE(the_default_end_token_needs_a_vocabulary_that_has_it) {
  BOOST_TEST(!from_config(R"({"vocab_size": 211})").eos_token_id.has_value());
  BOOST_TEST(!from_config(R"({"eos_token_id": null})").eos_token_id.has_value());
  BOOST_TEST(from_config(R"({"vocab_size": 211, "eos_token_id": 210})").eos_token_id.value() ==
             210);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  AutoregressiveOptions options;
  options.hidden_size = 48;
  options.num_layers = 3;
  options.num_heads = 4;
  options.intermediate_size = 100;
  options.max_positions = 64;
  options.vocab_size = 211;
  options.dropout = 0.2f;
  options.embedding_dropout = 0.3f;
  options.attention_dropout = 0.4f;
  options.activation = "relu";
  options.layer_norm_epsilon = 1e-6f;
  options.scale_attention = false;
  options.scale_attention_by_layer = true;
  options.tie_word_embeddings = false;
  options.bos_token_id = 5;
  options.pad_token_id = 6;
  const HeadSpec head{
      graft::HeadKind::kSequenceClassification, {"差", "好"}, "multi_label_classification"};
  const std::string json = write_json(graft::write_config(options, head), 2);
  const AutoregressiveOptions again = from_config(json);
  BOOST_TEST(again.hidden_size == 48);
  BOOST_TEST(again.num_layers == 3);
  BOOST_TEST(again.num_heads == 4);
  BOOST_TEST(again.intermediate_size == 100);
  BOOST_TEST(again.max_positions == 64);
  BOOST_TEST(again.vocab_size == 211);
  BOOST_TEST(again.dropout == 0.2f);
  BOOST_TEST(again.embedding_dropout.value() == 0.3f);
  BOOST_TEST(again.attention_dropout == 0.4f);
  BOOST_TEST(again.activation.value_or("") == "relu");
  BOOST_TEST(again.layer_norm_epsilon == 1e-6f);
  BOOST_TEST(!again.scale_attention);
  BOOST_TEST(again.scale_attention_by_layer);
  BOOST_TEST(!again.tie_word_embeddings);
  BOOST_TEST(again.bos_token_id.value() == 5);
  BOOST_TEST(!again.eos_token_id.has_value());
  BOOST_TEST(again.pad_token_id.value() == 6);
  const HeadSpec head_again = head_of(json);
  BOOST_TEST(head_again.labels == head.labels, boost::test_tools::per_element());
  BOOST_TEST(head_again.problem_type == head.problem_type);
}

BOOST_AUTO_TEST_CASE(dropout_of_attention_weights_is_kept_for_the_reference) {
  const auto written = [](const std::string& json) {
    return write_json(graft::write_config(from_config(json), {}).at("attn_pdrop"));
  };
  BOOST_TEST(written("{}") == "0.1");
  BOOST_TEST(written(R"({"attn_pdrop": 0.25})") == "0.25");
  BOOST_TEST(written(R"({"attn_pdrop": 0})") == "0.0");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_with_few_decimals) {
  const graft::Value config = graft::write_config(from_config("{}"), {});
  BOOST_TEST(write_json(config.at("resid_pdrop")) == "0.1");
  BOOST_TEST(write_json(config.at("embd_pdrop")) == "0.1");
  BOOST_TEST(write_json(config.at("initializer_range")) == "0.02");
  BOOST_TEST(config.at("layer_norm_epsilon").as_double() == 1e-5);
}

BOOST_AUTO_TEST_CASE(a_classifier_is_written_with_a_padding_token) {
  const HeadSpec classifier = head_of(R"({"architectures": ["GPT2ForSequenceClassification"]})");
  const auto written = [](const std::string& json, const HeadSpec& head) {
    return write_json(graft::write_config(from_config(json), head).at("pad_token_id"));
  };
  BOOST_TEST(written("{}", classifier) == "50256");  // the end of a text, where none is given
  BOOST_TEST(written(R"({"pad_token_id": 0})", classifier) == "0");
  BOOST_TEST(written(R"({"pad_token_id": null, "eos_token_id": null})", classifier) == "null");
  BOOST_TEST(written("{}", {}) == "null");
  BOOST_TEST(written(R"({"pad_token_id": 3})", {}) == "3");
}

BOOST_AUTO_TEST_CASE(the_model_class_tells_the_head) {
  BOOST_TEST((head_of("{}").kind == graft::HeadKind::kPretraining));
  BOOST_TEST(
      (head_of(R"({"architectures": ["GPT2LMHeadModel"]})").kind == graft::HeadKind::kPretraining));
  const HeadSpec two = head_of(R"({"architectures": ["GPT2ForSequenceClassification"]})");
  BOOST_TEST(two.labels == (std::vector<std::string>{"LABEL_0", "LABEL_1"}),
             boost::test_tools::per_element());
  const HeadSpec one = head_of(
      R"({"architectures": ["GPT2ForSequenceClassification"], "id2label": {"0": "stars"}})");
  BOOST_TEST(one.problem_type == "regression");
  // Tied, a file without a head is a whole language model.
  BOOST_TEST(
      (head_of(R"({"architectures": ["GPT2Model"]})").kind == graft::HeadKind::kPretraining));
  BOOST_TEST((head_of(R"({"model_type": "llama", "architectures": ["LlamaModel"]})").kind ==
              graft::HeadKind::kNone));
}

BOOST_AUTO_TEST_CASE(names_of_other_styles_and_lists_of_ends_are_read) {
  const graft::Value options = graft::AutoregressiveOptions::from_config(graft::parse_json(
      R"({"hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4,
          "max_position_embeddings": 40, "n_layer": 2, "eos_token_id": [7, 9]})"));
  BOOST_TEST(options.at("hidden_size").as_int() == 24);
  BOOST_TEST(options.at("num_layers").as_int() == 2);
  BOOST_TEST(options.at("num_heads").as_int() == 4);
  BOOST_TEST(options.at("max_positions").as_int() == 40);
  BOOST_TEST(options.at("eos_token_id").as_int() == 7);
}

BOOST_AUTO_TEST_CASE(configurations_of_other_models_are_refused) {
  BOOST_TEST(graft::problem_text([] {
               from_config(R"({"add_cross_attention": true})");
             }).find("add_cross_attention: true is not supported") != std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               head_of(R"({"architectures": ["GPT2DoubleHeadsModel"]})");
             }).find("no head for the model class GPT2DoubleHeadsModel") != std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               from_config(R"({"n_embd": "wide"})");
             }).find("hidden_size") != std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               from_config(R"({"activation_function": "swoosh"})");
             }).find("swoosh") != std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               head_of(R"({"architectures": ["GPT2ForSequenceClassification"],
                           "id2label": {"1": "a"}})");
             }).find('0') != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
