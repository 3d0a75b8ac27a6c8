#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "framework/generate/generation_settings.h"
#include "graft/roles/architecture.h"

namespace graft {

/// One text to continue.
struct GenerationRequest {
  std::string prompt;  // empty when it came as ids
  std::vector<std::int64_t> input_ids;
  GenerationSettings settings;
  int line = 0;  // of the file of requests, 1-based; 0: from elsewhere
};

/// What a model can read of a prompt, and how.
struct PromptLimits {
  std::int64_t vocab_size = std::numeric_limits<std::int64_t>::max();
  std::int64_t max_positions = std::numeric_limits<std::int64_t>::max();
  /// The model reads the prompt as a source and begins its own text behind one token.
  bool is_source = false;
  /// Puts the model's special tokens around a prompt where the tokenizer puts none; may be empty.
  std::function<std::vector<std::int64_t>(const std::vector<std::int64_t>&)> frame;
};

/// How `model` reads prompts, with the special tokens of `tokenizer` (nullptr: none).
PromptLimits prompt_limits(const Architecture& model, const Tokenizer* tokenizer);

/// How a model begins to answer.
struct TextStart {
  Batch source;                      // see TextDecoder::start
  std::vector<std::int64_t> prompt;  // what its text begins with
};
TextStart text_start(const Architecture& model, const GenerationRequest& request);

/// Makes requests from prompts and from files.
class RequestReader {
 public:
  /// `base`: settings where a request says nothing. `tokenizer`: nullptr where there is none; then
  /// requests must have ids.
  RequestReader(Value base, const Tokenizer* tokenizer, const PromptLimits& limits = {});

  /// Throws InputError when an empty prompt has no token to begin with, or the model cannot read
  /// the prompt.
  GenerationRequest from_prompt(const std::string& prompt) const;
  /// `{"prompt"}` or `{"input_ids"}` and settings. Throws InputError for unknown keys and wrong
  /// values, and for a prompt that the model cannot read or that leaves nothing to generate.
  GenerationRequest from_value(const Value& request) const;
  /// One request a line; empty lines are skipped. Throws InputError with every mistake of the file.
  std::vector<GenerationRequest> read(const std::string& file) const;

 private:
  std::vector<std::int64_t> encode(const std::string& prompt,
                                   const GenerationSettings& settings) const;

  void check(const GenerationRequest& request) const;

  Value base_;
  const Tokenizer* tokenizer_;
  PromptLimits limits_;
};

}  // namespace graft
