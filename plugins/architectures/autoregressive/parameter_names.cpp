#include "parameter_names.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace graft {

namespace {

bool begins_with_any(std::string_view name, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [name](std::string_view beginning) { return name.starts_with(beginning); });
}

/// True for what old checkpoints hold beside their weights: causal masks, `h.3.attn.bias` and
/// `….masked_bias`, and rotary frequencies.
bool is_buffer(std::string_view name) {
  if (name.ends_with("rotary_emb.inv_freq")) return true;
  return name.starts_with("h.") &&
         (name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias"));
}

bool is_in_stack(std::string_view name, bool is_llama) {
  return is_llama ? begins_with_any(name, {"embed_tokens.", "layers.", "norm."})
                  : begins_with_any(name, {"wte.", "wpe.", "h.", "ln_f."});
}

}  // namespace

std::string stack_path(const AutoregressiveOptions& options) {
  return is_llama(options) ? "model" : "transformer";
}

std::string classifier_path(const AutoregressiveOptions& options, const HeadSpec& head) {
  const bool is_token_head = head.kind == HeadKind::kTokenClassification;
  return is_token_head && !is_llama(options) ? "classifier" : "score";
}

std::string name_in_model(const std::string& name, const AutoregressiveOptions& options,
                          const HeadSpec& head) {
  const std::string prefix = stack_path(options) + ".";
  // Weights of another head than this model's are known and not needed. Tied ones that are stored
  // twice have to be the same.
  if (name == kOutputWeight) {
    if (options.tie_word_embeddings) {
      return prefix + (is_llama(options) ? "embed_tokens.weight" : "wte.weight");
    }
    return head.kind == HeadKind::kPretraining ? name : "";
  }
  if (begins_with_any(name, {"score.", "classifier."})) {
    const bool has_labels = head.kind != HeadKind::kPretraining && head.kind != HeadKind::kNone;
    const bool is_own = has_labels && name.starts_with(classifier_path(options, head) + ".");
    return is_own ? name : "";
  }
  const std::string inner = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
  if (is_buffer(inner)) return "";
  return is_in_stack(inner, is_llama(options)) ? prefix + inner : name;
}

}  // namespace graft
