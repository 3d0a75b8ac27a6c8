#include "token_masking.h"

#include <algorithm>
#include <cmath>

#include "graft/batch.h"

namespace graft {

namespace {

constexpr float kMaskShare = 0.8f;    // of the chosen tokens
constexpr float kRandomShare = 0.1f;  // the rest stays

bool is_special(std::int64_t id, const TokenTraits& tokens) {
  return id < 0 || id >= tokens.vocab_size || tokens.is_special[static_cast<std::size_t>(id)];
}

/// Positions of the tokens that may be chosen, in groups that are chosen together.
std::vector<std::vector<std::size_t>> groups_of(const std::vector<std::int64_t>& ids,
                                                const TokenTraits& tokens, bool whole_words) {
  std::vector<std::vector<std::size_t>> groups;
  bool continues = false;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (is_special(ids[i], tokens)) {
      continues = false;
      continue;
    }
    const bool starts = !whole_words || tokens.starts_word[static_cast<std::size_t>(ids[i])];
    if (starts || !continues) groups.emplace_back();
    groups.back().push_back(i);
    continues = true;
  }
  return groups;
}

std::int64_t hidden(std::int64_t id, const TokenTraits& tokens, Rng& rng) {
  const float draw = rng.uniform();
  if (draw < kMaskShare) return *tokens.special.mask;
  return draw < kMaskShare + kRandomShare ? rng.below(tokens.vocab_size) : id;
}

}  // namespace

MaskedRow mask_tokens(const std::vector<std::int64_t>& ids, const TokenTraits& tokens,
                      const AutoencodingOptions& options, Rng& rng) {
  MaskedRow row;
  row.input_ids = ids;
  row.labels.assign(ids.size(), kIgnoreIndex);
  const auto groups = groups_of(ids, tokens, options.whole_word_masking);
  std::size_t num_tokens = 0;
  for (const auto& group : groups) num_tokens += group.size();
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(
      1, std::llround(options.masked_share * static_cast<float>(num_tokens))));
  std::size_t num_chosen = 0;
  for (const std::int64_t index : rng.permutation(static_cast<std::int64_t>(groups.size()))) {
    const auto& group = groups[static_cast<std::size_t>(index)];
    if (num_chosen > 0 && num_chosen + group.size() > wanted) continue;
    for (const std::size_t position : group) {
      row.labels[position] = ids[position];
      row.input_ids[position] = hidden(ids[position], tokens, rng);
    }
    num_chosen += group.size();
    if (num_chosen >= wanted) break;
  }
  return row;
}

}  // namespace graft
