#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/generate/generation_settings.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// One text to continue.
struct GenerationRequest {
  std::string prompt;  // empty when it came as ids
  std::vector<std::int64_t> input_ids;
  GenerationSettings settings;
};

/// Makes requests from prompts and from files.
class RequestReader {
 public:
  /// `base`: settings where a request says nothing. `tokenizer`: nullptr where there is none; then
  /// requests must have ids.
  RequestReader(Value base, const Tokenizer* tokenizer);

  /// Throws InputError when an empty prompt has no token to begin with.
  GenerationRequest from_prompt(const std::string& prompt) const;
  /// `{"prompt"}` or `{"input_ids"}` and settings. Throws InputError for unknown keys and wrong
  /// values.
  GenerationRequest from_value(const Value& request) const;
  /// One request a line; empty lines are skipped. Throws InputError with every mistake of the file.
  std::vector<GenerationRequest> read(const std::string& file) const;

 private:
  std::vector<std::int64_t> encode(const std::string& prompt,
                                   const GenerationSettings& settings) const;

  Value base_;
  const Tokenizer* tokenizer_;
};

}  // namespace graft
