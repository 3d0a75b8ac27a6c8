#include "graft/nn/sequence_head.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/cast.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/reduce.h"
#include "graft/ops/shape.h"
#include "graft/profile.h"

namespace graft {

SequenceHead::SequenceHead(std::int64_t hidden_size, std::int64_t num_labels, Rng& rng)
    : score(hidden_size, num_labels, {.standard_deviation = 0.02f, .bias = false}, rng) {
  register_module("score", score);
}

Tensor SequenceHead::forward(const Tensor& pooled, ForwardContext& context) const {
  return score.forward(pooled, context);
}

Tensor pool_last_token(const Tensor& hidden_states, const Tensor* attention_mask) {
  if (hidden_states.rank() != 3) {
    throw ShapeError("pool_last_token: hidden_states " + to_string(hidden_states.shape()) +
                     " must be [batch, seq, hidden]");
  }
  const std::int64_t batch = hidden_states.dim(0);
  const std::int64_t seq = hidden_states.dim(1);
  if (attention_mask != nullptr &&
      (attention_mask->shape() != Shape{batch, seq} || attention_mask->dtype() != DType::kInt64)) {
    throw InputError("bad-shape", std::string("attention_mask: expected i64 ") +
                                      to_string({batch, seq}) + ", got " +
                                      name_of(attention_mask->dtype()) + " " +
                                      to_string(attention_mask->shape()));
  }
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < batch; ++row) {
    std::int64_t last = seq - 1;
    if (attention_mask != nullptr) {
      const std::int64_t* mask = attention_mask->data<std::int64_t>() + row * seq;
      while (last >= 0 && mask[last] == 0) --last;
    }
    if (last < 0) {
      throw InputError("empty-row", "row " + std::to_string(row) + " has no real token");
    }
    rows.push_back(row * seq + last);
  }
  return select_rows(reshape(hidden_states, {batch * seq, hidden_states.dim(2)}), rows);
}

namespace {

/// Mean of log(1 + exp(x)) - x y, the binary cross-entropy on logits.
Tensor binary_cross_entropy(const Tensor& logits, const Tensor& targets) {
  const OpScope scope("binary_cross_entropy");
  const float* x = logits.data<float>();
  const float* y = targets.data<float>();
  const std::int64_t count = logits.numel();
  double total = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    total += std::max(x[i], 0.0f) - x[i] * y[i] + std::log1p(std::exp(-std::fabs(x[i])));
  }
  const auto loss = Tensor::scalar(static_cast<float>(total / static_cast<double>(count)));
  return record_gradient(
      loss, {logits}, [logits, targets](const Tensor& grad_output, Gradients& grads) {
        // d/dx = (sigmoid(x) - y) / count
        Tensor gradient(logits.shape());
        const float factor = grad_output.item() / static_cast<float>(logits.numel());
        const float* in = logits.data<float>();
        const float* target = targets.data<float>();
        float* out = gradient.data<float>();
        for (std::int64_t i = 0; i < logits.numel(); ++i) {
          out[i] = factor * (1.0f / (1.0f + std::exp(-in[i])) - target[i]);
        }
        grads.add(0, gradient);
      });
}

[[noreturn]] void fail_as_labels(const Tensor& labels, const std::string& expected,
                                 const std::string& hint) {
  throw InputError("bad-shape",
                   "labels: expected " + expected + ", got " + name_of(labels.dtype()) + " " +
                       to_string(labels.shape()),
                   hint);
}

}  // namespace

SequenceLoss sequence_loss(const Tensor& logits, const Tensor& labels,
                           const std::string& problem_type) {
  if (logits.dtype() == DType::kBFloat16) {
    return sequence_loss(cast(logits, DType::kFloat32), labels, problem_type);
  }
  const bool is_open = problem_type.empty();
  if (problem_type == "single_label_classification" ||
      (is_open && labels.dtype() == DType::kInt64)) {
    const Shape expected = {logits.dim(0)};
    const bool fits = labels.shape() == expected || labels.shape() == Shape{logits.dim(0), 1};
    if (!fits || labels.dtype() != DType::kInt64) {
      fail_as_labels(labels, "i64 " + to_string(expected),
                     "give the index of one class per text, or set problem_type in config.json");
    }
    const CrossEntropy result = cross_entropy(logits, labels.view(expected));
    return {result.loss, result.num_targets};
  }
  const bool one_label = logits.rank() == 2 && logits.dim(1) == 1;
  if (labels.shape() != logits.shape() && !(one_label && labels.shape() == Shape{logits.dim(0)})) {
    fail_as_labels(labels, to_string(logits.shape()),
                   "give a number per text and label, or set problem_type in config.json");
  }
  const Tensor shaped = labels.to(DType::kFloat32).view(logits.shape());
  if (problem_type == "multi_label_classification" || is_open) {
    return {binary_cross_entropy(logits, shaped), logits.numel()};
  }
  if (problem_type == "regression") {
    const Tensor difference = subtract(logits, shaped);
    return {mean(multiply(difference, difference)), logits.numel()};
  }
  throw InputError("bad-value", "problem_type \"" + problem_type + "\" is unknown",
                   "use single_label_classification, multi_label_classification or regression");
}

}  // namespace graft
