#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"
#include "settings.h"

namespace graft {

/// What a model is trained to be.
struct SentencePieceOptions {
  std::int64_t vocab_size = 8192;
  std::string model_type = "unigram";
  std::string style = "t5";
  double character_coverage = 0.9995;
  std::optional<bool> byte_fallback;
  std::optional<std::int64_t> sentinels;
  std::optional<std::string> pad_token;
  std::optional<std::string> mask_token;
  std::optional<std::string> cls_token;
  std::optional<std::string> sep_token;
  std::optional<std::string> image_token;

  static Schema<SentencePieceOptions> schema();

  bool is_t5() const { return style == "t5"; }
  std::int64_t num_sentinels() const { return sentinels.value_or(is_t5() ? 100 : 0); }
  bool falls_back_to_bytes() const { return byte_fallback.value_or(!is_t5()); }
  /// Special tokens that are named, by role: {"mask_token", "<mask>"}.
  RoleDefaults roles() const;
  /// What stands beside the model in its folder.
  SentencePieceSettings settings() const;
};

}  // namespace graft
