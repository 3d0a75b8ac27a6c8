#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"
#include "graft/roles/architecture.h"

namespace graft {

/// Sizes and switches of a T5 style model. The defaults are those of the published base model, but
/// for dropout, which is off.
struct EncoderDecoderOptions {
  std::int64_t hidden_size = 768;
  std::int64_t intermediate_size = 0;
  std::int64_t num_layers = 12;
  std::int64_t num_decoder_layers = 0;
  std::int64_t num_heads = 12;
  std::int64_t head_size = 0;
  std::int64_t max_positions = 512;
  std::int64_t vocab_size = 0;
  std::int64_t num_buckets = 32;
  std::int64_t max_distance = 128;
  float dropout = 0.0f;
  float classifier_dropout = 0.0f;
  std::string feed_forward = "relu";
  std::optional<std::string> activation;
  float layer_norm_epsilon = 1e-6f;
  float initializer_factor = 1.0f;
  bool tie_word_embeddings = true;
  bool encoder_only = false;
  std::string objective = "span_corruption";
  std::optional<std::int64_t> bos_token_id;
  std::optional<std::int64_t> eos_token_id;
  std::optional<std::int64_t> pad_token_id;
  std::optional<std::int64_t> decoder_start_token_id;

  static Schema<EncoderDecoderOptions> schema();
  /// The options that a published `config.json` of model_type t5 describes. Keys that are absent
  /// have the defaults of the published configuration class. Throws InputError for values that are
  /// no such thing.
  static Value from_config(const Value& config);
};

/// Whether the feed-forward part has a gate, as the name `feed_forward` says.
bool has_gate(const EncoderDecoderOptions& options);
/// Public name of the activation inside the feed-forward part.
std::string activation_name(const EncoderDecoderOptions& options);

/// The options with every size that stands for others written out: intermediate_size,
/// num_decoder_layers (0 without a decoder), head_size; `encoder_only` where the head reads the
/// encoder alone. Throws InputError for sizes that do not fit together or to the head.
EncoderDecoderOptions completed(const EncoderDecoderOptions& options, const HeadSpec& head);

}  // namespace graft
