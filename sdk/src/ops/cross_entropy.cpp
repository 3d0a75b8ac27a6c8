#include "graft/ops/cross_entropy.h"

#include <string>

#include "graft/autograd.h"
#include "graft/batch.h"
#include "graft/error.h"
#include "kernels/cross_entropy.h"
#include "kernels/elementwise.h"
#include "ops/op_check.h"

namespace graft {
namespace {

// Rows whose label counts. Throws InputError naming the first label that is no class.
std::int64_t count_targets(const Tensor& labels, std::int64_t classes) {
  const std::int64_t* label = labels.data<std::int64_t>();
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < labels.numel(); ++row) {
    if (label[row] == kIgnoreIndex) continue;
    if (label[row] < 0 || label[row] >= classes) {
      throw InputError("label-out-of-range",
                       "cross_entropy: label " + std::to_string(label[row]) + " of row " +
                           std::to_string(row) + ", expected 0 to " + std::to_string(classes - 1) +
                           ", or " + std::to_string(kIgnoreIndex) + " for none",
                       "check the labels against the size of the vocabulary or label set");
    }
    ++count;
  }
  return count;
}

}  // namespace

// loss = mean of -log softmax(logits)[label],  grad_logits = (softmax(logits) - one_hot(label)) / n
//
// The gradient is computed together with the loss, while a row's exponentials are at hand, in the
// buffer that later is handed on as the gradient.
CrossEntropy cross_entropy(const Tensor& logits, const Tensor& labels) {
  require_f32("cross_entropy", "logits", logits);
  require_i64("cross_entropy", "labels", labels);
  if (logits.rank() != 2 || labels.rank() != 1) {
    throw ShapeError("cross_entropy: logits " + to_string(logits.shape()) + " and labels " +
                     to_string(labels.shape()) + ", expected [rows, vocab] and [rows].");
  }
  require_same_dim("cross_entropy", "logits", logits, 0, "labels", labels, 0);

  CrossEntropy result;
  result.num_targets = count_targets(labels, logits.dim(1));
  const double share =
      result.num_targets == 0 ? 0.0 : 1.0 / static_cast<double>(result.num_targets);
  Tensor gradient;
  if (wants_gradient({logits})) gradient = Tensor(logits.shape());
  const double total = kernels::cross_entropy(
      logits.data<float>(), labels.data<std::int64_t>(), kIgnoreIndex, logits.dim(0), logits.dim(1),
      static_cast<float>(share), gradient.defined() ? gradient.data<float>() : nullptr);
  result.loss = record_gradient(Tensor::scalar(static_cast<float>(total * share)), {logits},
                                [gradient](const Tensor& grad_output, Gradients& grads) mutable {
                                  const float factor = grad_output.item();
                                  if (factor != 1.0f) {
                                    float* const elements = gradient.data<float>();
                                    kernels::scale(elements, factor, elements, gradient.numel());
                                  }
                                  grads.add(0, gradient);
                                });
  return result;
}

}  // namespace graft
