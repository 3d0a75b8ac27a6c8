#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// A question with a part of its context, as a model reads both.
struct ContextWindow {
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> token_type_ids;  // empty: the model tells no kinds of text apart
  std::size_t position = 0;                  // in `ids`, of the part's first token
  std::size_t first = 0;                     // token of the context that the part begins with
  std::size_t count = 0;                     // tokens of the part
};

/// A question, and the text that it is answered from.
struct QuestionContext {
  std::vector<TokenSpan> context;      // its tokens, and where they stand in the text
  std::vector<ContextWindow> windows;  // that cover it, in order
  bool is_question_cut = false;        // it would have left less than half of the positions
};

/// Cuts a context into windows that share `stride` tokens with the next one (or half of what there
/// is room for, where that is less). Throws InputError for a context without tokens.
QuestionContext context_windows(const std::string& question, const std::string& context,
                                const Tokenizer& tokenizer, const Architecture& model,
                                std::int64_t stride);

/// The likeliest answer in one window: tokens of the context, both ends included.
struct AnswerSpan {
  std::size_t first = 0;
  std::size_t last = 0;
  double score = 0.0;  // start logit + end logit
};

/// `start` and `end`: logits at the positions of the window's row. Source: Devlin et al., "BERT:
/// Pre-training of Deep Bidirectional Transformers for Language Understanding", 2019, section 4.2.
AnswerSpan best_answer(const ContextWindow& window, const float* start, const float* end,
                       std::int64_t max_answer_tokens);

/// The text of tokens [first, last] of a context.
std::string answer_text(const std::string& context, const std::vector<TokenSpan>& tokens,
                        std::size_t first, std::size_t last);

}  // namespace graft
