#include "framework/evaluate/text_loss.h"

#include <algorithm>

#include "graft/autograd.h"
#include "graft/error.h"

namespace graft {

double text_loss(Architecture& model, const TextObjective& objective, const TokenTraits& tokens,
                 const Tensor& windows, std::int64_t batch_size, std::uint64_t seed) {
  const NoGradient no_gradient;
  double total = 0.0;
  std::int64_t num_targets = 0;
  for (std::int64_t row = 0; row < windows.dim(0); row += batch_size) {
    Rng rng(mix_seed(seed, 5, static_cast<std::uint64_t>(row)));
    const Tensor rows = windows.view_rows(row, std::min(row + batch_size, windows.dim(0)));
    ForwardContext context{.training = false, .rng = &rng, .hidden_states = false, .logits = false};
    const ModelOutput output =
        model.forward(objective.pretraining_batch(rows, tokens, rng), context);
    if (output.num_targets == 0) continue;
    total += static_cast<double>(output.loss.item()) * static_cast<double>(output.num_targets);
    num_targets += output.num_targets;
  }
  if (num_targets == 0) throw InputError("too-little-data", "the validation text has no target");
  return total / static_cast<double>(num_targets);
}

}  // namespace graft
