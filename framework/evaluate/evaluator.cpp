#include "framework/evaluate/evaluator.h"

#include <algorithm>
#include <numeric>

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

ClassificationOutput classify(Architecture& model, const ClassificationSplit& split,
                              std::int64_t batch_size, std::int64_t pad_id) {
  const NoGradient no_gradient;
  // Rows of like length share a batch, so that little padding is computed.
  std::vector<std::int64_t> order(static_cast<std::size_t>(split.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&split](std::int64_t left, std::int64_t right) {
    return split.input_ids[static_cast<std::size_t>(left)].size() <
           split.input_ids[static_cast<std::size_t>(right)].size();
  });
  ClassificationOutput result;
  result.predictions.resize(order.size());
  double total = 0.0;
  std::int64_t num_right = 0;
  for (std::int64_t first = 0; first < split.size(); first += batch_size) {
    const std::int64_t last = std::min(first + batch_size, split.size());
    const std::vector<std::int64_t> rows(order.begin() + first, order.begin() + last);
    ForwardContext context;
    const ModelOutput output = model.forward(make_batch(split, rows, pad_id), context);
    const std::int64_t num_labels = output.logits.dim(1);
    const float* logits = output.logits.data<float>();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const float* row = logits + static_cast<std::int64_t>(i) * num_labels;
      const auto index = static_cast<std::size_t>(rows[i]);
      result.predictions[index] = std::max_element(row, row + num_labels) - row;
      num_right += result.predictions[index] == split.labels[index] ? 1 : 0;
    }
    total += static_cast<double>(output.loss.item()) * static_cast<double>(rows.size());
  }
  result.loss = total / static_cast<double>(split.size());
  result.accuracy = static_cast<double>(num_right) / static_cast<double>(split.size());
  return result;
}

}  // namespace graft
