#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/data/truncation.h"
#include "graft/roles/tokenizer.h"
#include "graft/value.h"

namespace graft {

/// A text, or a pair of texts, to tokenize.
struct TokenizeRequest {
  std::string text;
  std::optional<std::string> text_pair;
  std::optional<std::int64_t> max_length;  // tokens, special ones included; none: no limit
  Truncation truncation = Truncation::kLongestFirst;
};

/// Reads `{"text"}` or `{"text", "text_pair"}`, perhaps with `max_length` and `truncation`; other
/// keys are left alone, so that rows of data sets will do. Throws InputError.
TokenizeRequest read_tokenize_request(const Value& request);

/// Tokenizes; the special tokens that `options` asks for stand around the texts. Throws InputError
/// when a text cannot be cut to `max_length`.
TokenizedInput tokenize(const Tokenizer& tokenizer, const TokenizeRequest& request,
                        const EncodeOptions& options);

/// `{"ids", "tokens", "token_type_ids", "decoded", "decoded_skip_special"}` as one line of JSON.
std::string describe_tokens(const Tokenizer& tokenizer, const TokenizedInput& input);

}  // namespace graft
