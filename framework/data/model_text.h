#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Most tokens a text may have for this model.
std::int64_t max_length(const Architecture& model);
std::int64_t padding_id(const Tokenizer& tokenizer);

/// Whether a model is told which of two texts a token belongs to.
bool reads_token_types(const Architecture& model);

/// Whether a model that continues texts learned to read what it is given both ways: its own
/// training batches have `prefix_lengths` then, and those that the host makes for it need them.
bool reads_prefix_both_ways(const Architecture& model, const TokenTraits& tokens);

/// A text as a model reads it.
struct ModelText {
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> token_type_ids;  // empty: the model tells no kinds of text apart
  bool is_cut = false;                       // it was longer than the model's positions
};

/// The ids of a text with the special tokens that the tokenizer puts around one, or where it puts
/// none those that the model expects.
std::vector<std::int64_t> framed_text(const std::vector<std::int64_t>& ids,
                                      const Tokenizer& tokenizer, const Architecture& model);

/// What a model that continues texts reads before it writes a target: the token that begins a text,
/// where there is one, the source and the separator. The source is cut where all of them are more
/// than `most` tokens.
ModelText source_prompt(const std::string& source, const std::string& separator,
                        const Tokenizer& tokenizer, std::int64_t most);

/// Where ids of a text lie among those with special tokens around them.
std::size_t offset_in(const std::vector<std::int64_t>& framed,
                      const std::vector<std::int64_t>& ids);

/// Reads `text` as plain text, framed as above. What is too long is cut at its end, inside of the
/// special tokens.
ModelText model_text(const std::string& text, const Tokenizer& tokenizer,
                     const Architecture& model);

/// Two texts with the special tokens that the tokenizer puts around a pair; where it puts none
/// those that BERT expects, or where it has none of these a line break between them and what the
/// model expects around one text.
TokenizedInput framed_pair(const std::vector<std::int64_t>& first,
                           const std::vector<std::int64_t>& second, const Tokenizer& tokenizer,
                           const Architecture& model);

/// Reads two plain texts as one input. Where they are too long, the longer one is cut at its end
/// first.
ModelText model_pair(const std::string& text, const std::string& text_pair,
                     const Tokenizer& tokenizer, const Architecture& model);

}  // namespace graft
