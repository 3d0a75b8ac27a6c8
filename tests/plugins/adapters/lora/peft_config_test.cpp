#include "plugins/adapters/lora/peft_config.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::LoraOptions;
using graft::parse_json;

LoraOptions read(const std::string& json) {
  return LoraOptions::schema().read(LoraOptions::from_config(parse_json(json)), "adapter_config");
}

std::string problem(const std::string& json) {
  return graft::problem_text([&] { read(json); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(peft_config)

BOOST_AUTO_TEST_CASE(published_keys_become_options) {
  const LoraOptions options = read(R"({
      "peft_type": "LORA", "r": 4, "lora_alpha": 6, "lora_dropout": 0.1, "use_rslora": true,
      "bias": "none", "fan_in_fan_out": true, "target_modules": ["query", "value"],
      "modules_to_save": ["classifier", "score"], "rank_pattern": {}, "layers_to_transform": null,
      "exclude_modules": null, "use_dora": false, "init_lora_weights": true, "loftq_config": {}, "revision": null})");
  BOOST_TEST(options.rank == 4);
  BOOST_TEST(options.alpha == 6.0f);
  BOOST_TEST(options.dropout == 0.1f);
  BOOST_TEST(options.rank_stabilized);
  BOOST_TEST(options.allow_unmatched);
  BOOST_TEST(options.target_modules == (std::vector<std::string>{"query", "value"}),
             boost::test_tools::per_element());
  BOOST_TEST(options.modules_to_save.size() == 2u);
}

BOOST_AUTO_TEST_CASE(absent_keys_have_the_published_defaults) {
  const LoraOptions options = read(R"({"target_modules": ["a"]})");
  BOOST_TEST(options.rank == 8);
  BOOST_TEST(options.alpha == 8.0f);
}

BOOST_AUTO_TEST_CASE(a_string_is_a_regular_expression_but_for_all_linear) {
  BOOST_TEST(read(R"({"target_modules": ".*c_attn"})").target_regex.value() == ".*c_attn");
  const LoraOptions all = read(R"({"target_modules": "all-linear"})");
  BOOST_TEST(!all.target_regex.has_value());
  BOOST_TEST(all.target_modules.empty());
}

BOOST_AUTO_TEST_CASE(switches_that_change_the_method_are_refused_together) {
  const std::string text = problem(R"({"target_modules": ["a"], "use_dora": true,
      "rank_pattern": {"a": 2}, "bias": "all", "init_lora_weights": "pissa",
      "layers_to_transform": [1], "exclude_modules": "h.0"})");
  for (const char* what : {"use_dora", "rank_pattern", "exclude_modules", "bias: all",
                           "init_lora_weights: pissa", "layers_to_transform"}) {
    BOOST_TEST(text.find(std::string(what) + " is not supported") != std::string::npos, text);
  }
  BOOST_TEST(problem(R"({"target_modules": null})").find("leaves the choice to the library") !=
             std::string::npos);
  BOOST_TEST(problem("{}").find("target_modules") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  LoraOptions options;
  options.rank = 5;
  options.alpha = 2.5f;
  options.dropout = 0.25f;
  options.target_modules = {"c_attn"};
  graft::LoraTargets targets;
  targets.points = {"h.0.c_attn", "h.1.c_attn"};
  targets.trained_modules = {"score"};
  targets.fan_in_fan_out = true;
  const graft::Value config = graft::write_peft_config(options, targets);
  BOOST_TEST(config.at("fan_in_fan_out").as_bool());
  const LoraOptions again = read(write_json(config));
  BOOST_TEST(again.rank == 5);
  BOOST_TEST(again.alpha == 2.5f);
  BOOST_TEST(again.dropout == 0.25f);
  BOOST_TEST(again.target_modules == options.target_modules, boost::test_tools::per_element());
  BOOST_TEST(again.modules_to_save == targets.trained_modules, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(patterns_are_written_as_the_names_they_matched) {
  LoraOptions options;
  graft::LoraTargets targets;
  targets.points = {"h.0.c_attn", "h.1.c_attn"};
  for (const auto& patterns : {std::vector<std::string>{"*.c_attn"}, std::vector<std::string>{}}) {
    options.target_modules = patterns;
    BOOST_TEST(write_json(graft::write_peft_config(options, targets).at("target_modules")) ==
               R"(["h.0.c_attn", "h.1.c_attn"])");
  }
  options.target_regex = "h.*";
  BOOST_TEST(graft::write_peft_config(options, targets).at("target_modules").as_string() == "h.*");
}

BOOST_AUTO_TEST_SUITE_END()
