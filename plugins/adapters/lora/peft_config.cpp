#include "peft_config.h"

#include <algorithm>
#include <cctype>

#include "graft/error.h"

namespace graft {

namespace {

bool is_neutral(const Value& value) {
  if (value.is_null()) return true;
  if (value.is_bool()) return !value.as_bool();
  if (value.is_string()) return value.as_string().empty();
  return (value.is_map() || value.is_list()) && value.size() == 0;
}

/// Switches that change what the adapter computes and are not built in; each is fine while neutral.
void refuse_unsupported(const Value& config) {
  std::vector<Problem> problems;
  const auto refuse = [&problems](const Value& value, const std::string& what) {
    problems.push_back(value.problem("unsupported-adapter", what + " is not supported",
                                     "use an adapter that was trained without it"));
  };
  for (const char* key : {"use_dora", "alpha_pattern", "rank_pattern", "layers_to_transform",
                          "layer_replication", "loftq_config", "lora_bias", "eva_config",
                          "trainable_token_indices", "target_parameters", "exclude_modules"}) {
    const Value* value = config.find(key);
    if (value != nullptr && !is_neutral(*value)) refuse(*value, key);
  }
  const Value* bias = config.find("bias");
  if (bias != nullptr && !bias->is_null() && bias->as_string() != "none") {
    refuse(*bias, "bias: " + bias->as_string());
  }
  // Gaussian starts differ in the values only; other named ones change the base weights.
  const Value* init = config.find("init_lora_weights");
  if (init != nullptr && init->is_string() && init->as_string() != "gaussian") {
    refuse(*init, "init_lora_weights: " + init->as_string());
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

bool means_all_linear(const std::string& pattern) {
  std::string lower = pattern;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower == "all-linear";
}

void take(const Value& config, const char* key, Value& options, const char* name) {
  const Value* value = config.find(key);
  if (value != nullptr && !value->is_null()) options.set(name, *value);
}

bool has_wildcard(const std::string& pattern) {
  return pattern.find_first_of("*?") != std::string::npos;
}

}  // namespace

Value LoraOptions::from_config(const Value& config) {
  refuse_unsupported(config);
  Value options = Value::map();
  // PEFT's defaults, where a key is left out.
  options.set("rank", 8);
  options.set("alpha", 8);
  take(config, "r", options, "rank");
  take(config, "lora_alpha", options, "alpha");
  take(config, "lora_dropout", options, "dropout");
  take(config, "use_rslora", options, "rank_stabilized");
  take(config, "modules_to_save", options, "modules_to_save");
  options.set("allow_unmatched", true);

  const Value& targets = config.at("target_modules");
  if (targets.is_null()) {
    targets.fail("unsupported-adapter", "target_modules: null leaves the choice to the library",
                 "write the names of the modules");
  }
  if (!targets.is_string()) {
    options.set("target_modules", targets);
  } else if (!means_all_linear(targets.as_string())) {
    options.set("target_regex", targets);
  }
  return options;
}

Value write_peft_config(const LoraOptions& options, const LoraTargets& targets) {
  const std::vector<std::string>& patterns = options.target_modules;
  const bool are_plain =
      !patterns.empty() && std::none_of(patterns.begin(), patterns.end(), has_wildcard);
  Value config = Value::map();
  config.set("peft_type", "LORA");
  config.set("task_type", Value());
  config.set("r", options.rank);
  config.set("lora_alpha", options.alpha);
  config.set("lora_dropout", options.dropout);
  config.set("use_rslora", options.rank_stabilized);
  config.set("use_dora", false);
  config.set("bias", "none");
  config.set("fan_in_fan_out", targets.fan_in_fan_out);
  config.set("init_lora_weights", true);
  config.set("inference_mode", true);
  if (options.target_regex) {
    config.set("target_modules", *options.target_regex);
  } else {
    config.set("target_modules", are_plain ? patterns : targets.points);
  }
  config.set("modules_to_save",
             targets.trained_modules.empty() ? Value() : Value(targets.trained_modules));
  return config;
}

}  // namespace graft
