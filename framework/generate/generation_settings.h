#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/options.h"

namespace graft {

/// When beam search ends.
enum class EarlyStopping {
  kNo,     // a running beam cannot beat the finished ones, judged at its present length
  kYes,    // as soon as there are `num_beams` finished ones
  kNever,  // as kNo, judged at the length that would score best
};

/// How text is generated, under the names and with the defaults of the public
/// `generation_config.json` (but for max_length: without any limit 100 new tokens). Null switches a
/// setting off, or gives one that cannot be off its default.
struct GenerationSettings {
  std::optional<std::int64_t> max_new_tokens;
  std::optional<std::int64_t> max_length;  // prompt included; max_new_tokens goes first
  std::optional<std::int64_t> min_length;  // prompt included
  std::optional<std::int64_t> min_new_tokens;
  std::optional<bool> do_sample;
  std::optional<double> temperature;
  std::optional<std::int64_t> top_k = 50;
  std::optional<double> top_p;
  std::optional<double> min_p;
  std::optional<double> repetition_penalty;
  std::optional<std::int64_t> no_repeat_ngram_size;
  std::int64_t num_beams = 1;
  std::int64_t num_return_sequences = 1;
  double length_penalty = 1.0;
  Value early_stopping = false;  // true, false or "never"
  Value eos_token_id;            // an id, a list of ids, or null
  std::optional<std::int64_t> bos_token_id;
  std::optional<std::int64_t> pad_token_id;
  std::optional<std::int64_t> decoder_start_token_id;  // where a source is read; none: the model's
  std::vector<std::string> stop_strings;
  std::int64_t seed = 0;

  static Schema<GenerationSettings> schema();
  /// Reads a map of settings and checks that they fit together. Throws InputError with every
  /// mistake.
  static GenerationSettings read(const Value& settings, const std::string& where);

  EarlyStopping early_stop() const;
  /// Tokens that end a text.
  std::vector<std::int64_t> eos_token_ids() const;
  /// Longest sequence, prompt included. Throws InputError when that leaves nothing to generate.
  std::int64_t last_length(std::int64_t prompt_length) const;
};

/// Settings of a model folder as a map: those of `generation_config.json`, else of `config.json`,
/// and the special tokens of the latter, or those that the model's `options` have where it leaves
/// them out. Throws InputError for settings that change the text and are not supported.
Value folder_settings(const std::string& folder, const Value& options);
/// `settings` without the public ones that are not supported. Throws InputError naming those that
/// would change the text.
Value supported_settings(Value settings);

/// `changes` over `base`.
Value with_changes(Value base, const Value& changes);

}  // namespace graft
