#include "option_fit.h"

#include <string>
#include <utility>
#include <vector>

#include "graft/error.h"

namespace graft {

namespace {

/// Names of options that are set and belong to the other style.
std::vector<std::string> foreign_options(const AutoregressiveOptions& options) {
  const AutoregressiveOptions usual;
  const std::pair<const char*, bool> of_llama[] = {
      {"num_key_value_heads", options.num_key_value_heads != 0},
      {"head_size", options.head_size != 0},
      {"rms_norm_epsilon", options.rms_norm_epsilon != usual.rms_norm_epsilon},
      {"rope_theta", options.rope_theta != usual.rope_theta},
      {"rope_scaling", options.rope_scaling != usual.rope_scaling},
      {"rope_factor", options.rope_factor != usual.rope_factor},
      {"rope_low_frequency_factor",
       options.rope_low_frequency_factor != usual.rope_low_frequency_factor},
      {"rope_high_frequency_factor",
       options.rope_high_frequency_factor != usual.rope_high_frequency_factor},
      {"rope_original_positions", options.rope_original_positions != usual.rope_original_positions},
      {"attention_bias", options.attention_bias},
      {"mlp_bias", options.mlp_bias}};
  const std::pair<const char*, bool> of_gpt2[] = {
      {"embedding_dropout", options.embedding_dropout.has_value()},
      {"layer_norm_epsilon", options.layer_norm_epsilon != usual.layer_norm_epsilon},
      {"scale_attention", !options.scale_attention},
      {"scale_attention_by_layer", options.scale_attention_by_layer}};
  std::vector<std::string> names;
  const auto collect = [&names](const auto& list) {
    for (const auto& [name, is_set] : list) {
      if (is_set) names.emplace_back(name);
    }
  };
  if (is_llama(options)) {
    collect(of_gpt2);
  } else {
    collect(of_llama);
  }
  return names;
}

}  // namespace

const AutoregressiveOptions& checked(const AutoregressiveOptions& options, const HeadSpec& head) {
  std::vector<Problem> problems;
  const auto complain = [&problems](std::string message, std::string hint) {
    problems.push_back(Problem{"", 0, 0, "model-options", std::move(message), std::move(hint)});
  };
  if (options.head_size == 0 && options.hidden_size % options.num_heads != 0) {
    complain("hidden_size " + std::to_string(options.hidden_size) +
                 " is no multiple of num_heads " + std::to_string(options.num_heads),
             "change one of them");
  }
  if (options.vocab_size < 1) {
    complain("vocab_size is not known", "give a tokenizer, or set vocab_size");
  }
  for (const std::string& name : foreign_options(options)) {
    complain(name + " does nothing in style " + options.style,
             std::string("remove it, or write `style: ") +
                 (is_llama(options) ? kGpt2Style : kLlamaStyle) + "`");
  }
  if (is_llama(options) && options.rope_scaling == "none" && options.rope_factor != 1.0f) {
    complain("rope_factor does nothing without rope_scaling", "set rope_scaling, or remove it");
  }
  const bool has_labels =
      head.kind == HeadKind::kSequenceClassification || head.kind == HeadKind::kTokenClassification;
  if (has_labels && head.labels.empty()) {
    complain("the head has no labels", "name at least one");
  }
  if (!has_labels && head.kind != HeadKind::kPretraining && head.kind != HeadKind::kNone) {
    complain(std::string("autoregressive models have no head for ") + name_of(head.kind),
             "use another architecture");
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

}  // namespace graft
