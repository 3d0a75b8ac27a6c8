#pragma once

#include "framework/predict/predictor.h"

namespace graft {

// One for each kind of answer.

/// {"text"}, perhaps with "text_pair" -> {"label", "scores"}, several labels {"labels", "scores"},
/// or numbers {"value"}.
std::unique_ptr<Predictor> text_label_predictor(const PredictorParts& parts,
                                                const Tokenizer& tokenizer);
/// {"tokens": [words]} -> a tag for each word, of its first token; {"text"} -> for each token. Long
/// sentences are read in parts. A word without a token is outside of everything, with score 0.
std::unique_ptr<Predictor> token_label_predictor(const PredictorParts& parts,
                                                 const Tokenizer& tokenizer);
/// {"question", "context"} -> {"answer", "score"}: the span of the context with the highest sum of
/// logits of its ends. Long contexts are read in windows.
std::unique_ptr<Predictor> answer_predictor(const PredictorParts& parts,
                                            const Tokenizer& tokenizer);
/// {"image"} -> as text_label_predictor.
std::unique_ptr<Predictor> image_label_predictor(const PredictorParts& parts);
/// {"text"} with mask tokens -> {"text", "masks": [[{"id", "token", "score"}]]}: the likeliest
/// in place of each.
std::unique_ptr<Predictor> mask_predictor(const PredictorParts& parts, const Tokenizer& tokenizer);
/// {"text"}, or {"image"} and perhaps "text" -> {"text", "score"}: what the model writes, by the
/// settings of its folder.
std::unique_ptr<Predictor> text_predictor(const PredictorParts& parts, const Tokenizer& tokenizer);

/// A string member. Throws InputError naming it.
const std::string& required_text(const Value& row, const char* key);

/// What a classifier says of one row of logits, as text_label_predictor describes it.
Value label_value(const HeadSpec& head, const float* logits);

}  // namespace graft
