#include "framework/data/model_text.h"

#include <algorithm>
#include <utility>

#include "framework/data/truncation.h"
#include "graft/random.h"

namespace graft {

std::vector<std::int64_t> framed_text(const std::vector<std::int64_t>& ids,
                                      const Tokenizer& tokenizer, const Architecture& model) {
  std::vector<std::int64_t> result = tokenizer.assemble(ids, nullptr).ids;
  return result == ids ? model.frame_text(ids, tokenizer.special_tokens()) : result;
}

std::size_t offset_in(const std::vector<std::int64_t>& framed,
                      const std::vector<std::int64_t>& ids) {
  return static_cast<std::size_t>(
      std::search(framed.begin(), framed.end(), ids.begin(), ids.end()) - framed.begin());
}

std::int64_t max_length(const Architecture& model) {
  const std::int64_t limit = model.max_positions();
  return limit > 0 ? limit : 512;  // without a limit: as the published tokenizers of such models
}

std::int64_t padding_id(const Tokenizer& tokenizer) {
  const SpecialTokens special = tokenizer.special_tokens();
  return special.pad.value_or(special.eos.value_or(0));
}

// Other families tell no kinds of text apart, or take them for tokens.
bool reads_token_types(const Architecture& model) {
  return dynamic_cast<const Autoencoding*>(&model) != nullptr;
}

bool reads_prefix_both_ways(const Architecture& model, const TokenTraits& tokens) {
  const auto* const objective = dynamic_cast<const TextObjective*>(&model);
  if (objective == nullptr || dynamic_cast<const Autoregressive*>(&model) == nullptr) return false;
  const Tensor window = Tensor::zeros({1, objective->window(tokens).length}, DType::kInt64);
  Rng rng(0);
  return objective->pretraining_batch(window, tokens, rng).find("prefix_lengths") != nullptr;
}

ModelText model_text(const std::string& text, const Tokenizer& tokenizer,
                     const Architecture& model) {
  std::vector<std::int64_t> ids =
      tokenizer.encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
  ModelText result;
  result.ids = framed_text(ids, tokenizer, model);
  const auto limit = static_cast<std::size_t>(max_length(model));
  if (result.ids.size() > limit) {
    const std::size_t around = result.ids.size() - ids.size();
    ids.resize(limit > around ? limit - around : 0);
    result.ids = framed_text(ids, tokenizer, model);
    result.is_cut = true;
  }
  if (reads_token_types(model)) result.token_type_ids.assign(result.ids.size(), 0);
  return result;
}

TokenizedInput framed_pair(const std::vector<std::int64_t>& first,
                           const std::vector<std::int64_t>& second, const Tokenizer& tokenizer,
                           const Architecture& model) {
  TokenizedInput assembled = tokenizer.assemble(first, &second);
  if (assembled.ids.size() > first.size() + second.size()) return assembled;
  const SpecialTokens special = tokenizer.special_tokens();
  TokenizedInput framed;
  if (!special.cls && !special.sep) {
    std::vector<std::int64_t> ids = first;
    const std::vector<std::int64_t> line_break =
        tokenizer.encode("\n", {.add_special_tokens = false, .parse_special_tokens = false});
    ids.insert(ids.end(), line_break.begin(), line_break.end());
    ids.insert(ids.end(), second.begin(), second.end());
    framed.ids = model.frame_text(ids, special);
    framed.token_type_ids.assign(framed.ids.size(), 0);
    return framed;
  }
  if (special.cls) framed.ids.push_back(*special.cls);
  framed.ids.insert(framed.ids.end(), first.begin(), first.end());
  if (special.sep) framed.ids.push_back(*special.sep);
  framed.token_type_ids.assign(framed.ids.size(), 0);
  framed.ids.insert(framed.ids.end(), second.begin(), second.end());
  if (special.sep) framed.ids.push_back(*special.sep);
  framed.token_type_ids.resize(framed.ids.size(), 1);
  return framed;
}

ModelText model_pair(const std::string& text, const std::string& text_pair,
                     const Tokenizer& tokenizer, const Architecture& model) {
  constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};
  std::vector<std::int64_t> first = tokenizer.encode(text, kPlain);
  std::vector<std::int64_t> second = tokenizer.encode(text_pair, kPlain);
  TokenizedInput input = framed_pair(first, second, tokenizer, model);
  const std::int64_t excess = std::ssize(input.ids) - max_length(model);
  if (excess > 0) {
    truncate(first, &second, excess, Truncation::kLongestFirst);
    input = framed_pair(first, second, tokenizer, model);
  }
  ModelText result{std::move(input.ids), {}, excess > 0};
  if (reads_token_types(model)) result.token_type_ids = std::move(input.token_type_ids);
  return result;
}

ModelText source_prompt(const std::string& source, const std::string& separator,
                        const Tokenizer& tokenizer, std::int64_t most) {
  constexpr EncodeOptions kPlain{.add_special_tokens = false, .parse_special_tokens = false};
  const auto first = tokenizer.special_tokens().bos;
  const std::vector<std::int64_t> between = tokenizer.encode(separator, kPlain);
  ModelText prompt;
  prompt.ids = tokenizer.encode(source, kPlain);
  const std::int64_t room = std::max<std::int64_t>(most - std::ssize(between) - (first ? 1 : 0), 0);
  if (std::ssize(prompt.ids) > room) {
    prompt.ids.resize(static_cast<std::size_t>(room));
    prompt.is_cut = true;
  }
  if (first) prompt.ids.insert(prompt.ids.begin(), *first);
  prompt.ids.insert(prompt.ids.end(), between.begin(), between.end());
  return prompt;
}

}  // namespace graft
