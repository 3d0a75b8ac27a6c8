#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Most tokens a text may have for this model.
std::int64_t max_length(const Architecture& model);
std::int64_t padding_id(const Tokenizer& tokenizer);

/// A text as a model reads it.
struct ModelText {
  std::vector<std::int64_t> ids;
  bool is_cut = false;  // it was longer than the model's positions
};

/// Reads `text` as plain text, with the special tokens that the tokenizer puts around a text, or
/// where it puts none those that the model expects. What is too long is cut at its end, inside of
/// them.
ModelText model_text(const std::string& text, const Tokenizer& tokenizer,
                     const Architecture& model);

/// Two texts with the special tokens that the tokenizer puts around a pair, or where it puts none
/// those that BERT expects.
TokenizedInput framed_pair(const std::vector<std::int64_t>& first,
                           const std::vector<std::int64_t>& second, const Tokenizer& tokenizer);

/// Reads two plain texts as one input. Where they are too long, the longer one is cut at its end
/// first.
TokenizedInput model_pair(const std::string& text, const std::string& text_pair,
                          const Tokenizer& tokenizer, const Architecture& model);

}  // namespace graft
