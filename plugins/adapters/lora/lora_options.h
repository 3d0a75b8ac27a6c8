#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/options.h"

namespace graft {

/// Low-rank updates of linear maps. Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language
/// Models", 2021.
struct LoraOptions {
  std::int64_t rank = 8;
  float alpha = 16.0f;
  float dropout = 0.0f;
  bool rank_stabilized = false;
  std::vector<std::string> target_modules;
  std::optional<std::string> target_regex;
  bool allow_unmatched = false;
  std::vector<std::string> modules_to_save;

  static Schema<LoraOptions> schema();
  /// The options that an `adapter_config.json` of peft_type LORA describes. Throws InputError for
  /// switches that change the method and are not supported.
  static Value from_config(const Value& config);

  /// Factor on the update: alpha / rank, or alpha / sqrt(rank) when rank-stabilized (Kalajdzievski,
  /// "A Rank Stabilization Scaling Factor for Fine-Tuning with LoRA", 2023).
  float scale() const;
};

}  // namespace graft
