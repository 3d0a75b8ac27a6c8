#include "parameter_names.h"

#include <string_view>

namespace graft {

namespace {

constexpr std::string_view kPrefix = "bert.";

/// The names of norms before they were spelled as everybody's: gamma and beta.
std::string modern(std::string name) {
  const auto replace_end = [&name](std::string_view old_end, std::string_view new_end) {
    if (!name.ends_with(old_end)) return;
    name.resize(name.size() - old_end.size());
    name += new_end;
  };
  replace_end("LayerNorm.gamma", "LayerNorm.weight");
  replace_end("LayerNorm.beta", "LayerNorm.bias");
  return name;
}

/// Whether a name belongs to a head, and whether to that of this model.
bool is_of_head(std::string_view name) {
  return name.starts_with("cls.") || name.starts_with("classifier.") ||
         name.starts_with("qa_outputs.");
}

bool is_of_own_head(std::string_view name, const AutoencodingOptions& options,
                    const HeadSpec& head) {
  switch (head.kind) {
    case HeadKind::kPretraining:
      if (name.starts_with("cls.seq_relationship.")) return options.next_sentence;
      return name.starts_with("cls.predictions.");
    case HeadKind::kNone:
      return false;
    case HeadKind::kQuestionAnswering:
      return name.starts_with("qa_outputs.");
    default:
      return name.starts_with("classifier.");
  }
}

}  // namespace

std::string name_in_model(const std::string& name, const AutoencodingOptions& options,
                          const HeadSpec& head, bool has_pooler) {
  std::string current = modern(name);
  if (head.kind == HeadKind::kPretraining) {
    // The bias of the output layer stands in files twice; tied weights may as well.
    if (current == "cls.predictions.decoder.bias") current = "cls.predictions.bias";
    if (current == "cls.predictions.decoder.weight" && options.tie_word_embeddings) {
      current = "bert.embeddings.word_embeddings.weight";
    }
  }
  if (is_of_head(current)) return is_of_own_head(current, options, head) ? current : "";
  const std::string inner = current.starts_with(kPrefix) ? current.substr(kPrefix.size()) : current;
  if (inner == "embeddings.position_ids" || inner == "embeddings.token_type_ids") return "";
  if (inner.starts_with("pooler.")) return has_pooler ? std::string(kPrefix) + inner : "";
  const bool is_in_backbone = inner.starts_with("embeddings.") || inner.starts_with("encoder.");
  return is_in_backbone ? std::string(kPrefix) + inner : current;
}

}  // namespace graft
