#include "lora_options.h"

#include <cmath>

namespace graft {

Schema<LoraOptions> LoraOptions::schema() {
  return Schema<LoraOptions>()
      .field("rank", &LoraOptions::rank, "width of the update", in_range(1, 1 << 16))
      .field("alpha", &LoraOptions::alpha, "the update is scaled by alpha / rank")
      .field("dropout", &LoraOptions::dropout, "on the input of the update", in_range(0, 0.99))
      .field("rank_stabilized", &LoraOptions::rank_stabilized,
             "scale by alpha / sqrt(rank) instead")
      .field("target_modules", &LoraOptions::target_modules,
             "patterns of linear maps, for example \"*.attn.c_attn\"; none: all outside the head")
      .field("target_regex", &LoraOptions::target_regex,
             "instead of target_modules: a regular expression for whole names")
      .field("allow_unmatched", &LoraOptions::allow_unmatched,
             "let patterns match nothing, as long as one of target_modules matches")
      .field("modules_to_save", &LoraOptions::modules_to_save,
             "patterns of modules that train whole, beside the head");
}

float LoraOptions::scale() const {
  const auto width = static_cast<float>(rank);
  return alpha / (rank_stabilized ? std::sqrt(width) : width);
}

}  // namespace graft
