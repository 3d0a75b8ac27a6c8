#include "graft/ops/cross_entropy.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "graft/autograd.h"
#include "graft/batch.h"
#include "graft/error.h"
#include "graft/ops/cast.h"
#include "graft/ops/shape.h"
#include "graft/profile.h"
#include "kernels/cross_entropy.h"
#include "kernels/elementwise.h"
#include "kernels/matmul.h"
#include "kernels/reduce.h"
#include "ops/op_check.h"
#include "ops/weight_matrix.h"

namespace graft {
namespace {

// Rows whose label counts. Throws InputError naming the first label that is no class.
std::int64_t count_targets(const std::string& op, const Tensor& labels, std::int64_t classes) {
  const std::int64_t* label = labels.data<std::int64_t>();
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < labels.numel(); ++row) {
    if (label[row] == kIgnoreIndex) continue;
    if (label[row] < 0 || label[row] >= classes) {
      throw InputError("label-out-of-range",
                       op + ": label " + std::to_string(label[row]) + " of row " +
                           std::to_string(row) + ", expected 0 to " + std::to_string(classes - 1) +
                           ", or " + std::to_string(kIgnoreIndex) + " for none",
                       "check the labels against the size of the vocabulary or label set");
    }
    ++count;
  }
  return count;
}

void require_smoothing(const std::string& op, float label_smoothing) {
  if (label_smoothing >= 0.0f && label_smoothing < 1.0f) return;
  throw Error(op + ": label_smoothing " + std::to_string(label_smoothing) +
              ", expected 0 to less than 1.");
}

/// A gradient that was computed ahead, now that the factor on it is known.
Tensor scaled(Tensor gradient, float factor) {
  const kernels::Elements elements = kernels::elements_of(gradient);
  if (factor != 1.0f) kernels::scale(elements, factor, elements, gradient.numel());
  return gradient;
}

}  // namespace

// loss = mean of -log softmax(logits)[label],  grad_logits = (softmax(logits) - one_hot(label)) / n
//
// The gradient is computed together with the loss, while a row's exponentials are at hand, in the
// buffer that later is handed on as the gradient.
CrossEntropy cross_entropy(const Tensor& logits, const Tensor& labels, float label_smoothing) {
  const OpScope scope("cross_entropy");
  require_float("cross_entropy", "logits", logits);
  if (logits.dtype() == DType::kBFloat16) {
    return cross_entropy(cast(logits, DType::kFloat32), labels, label_smoothing);
  }
  require_i64("cross_entropy", "labels", labels);
  require_smoothing("cross_entropy", label_smoothing);
  if (logits.rank() != 2 || labels.rank() != 1) {
    throw ShapeError("cross_entropy: logits " + to_string(logits.shape()) + " and labels " +
                     to_string(labels.shape()) + ", expected [rows, vocab] and [rows].");
  }
  require_same_dim("cross_entropy", "logits", logits, 0, "labels", labels, 0);

  CrossEntropy result;
  result.num_targets = count_targets("cross_entropy", labels, logits.dim(1));
  const double share =
      result.num_targets == 0 ? 0.0 : 1.0 / static_cast<double>(result.num_targets);
  Tensor gradient;
  if (wants_gradient({logits})) gradient = Tensor(logits.shape());
  const double total = kernels::cross_entropy(
      {logits.data<float>(), labels.data<std::int64_t>(), kIgnoreIndex, logits.dim(0),
       logits.dim(1), label_smoothing},
      static_cast<float>(share), gradient.defined() ? gradient.data<float>() : nullptr);
  result.loss = record_gradient(Tensor::scalar(static_cast<float>(total * share)), {logits},
                                [gradient](const Tensor& grad_output, Gradients& grads) mutable {
                                  grads.add(0, scaled(std::move(gradient), grad_output.item()));
                                });
  return result;
}

namespace {

constexpr std::int64_t kChunkBytes = std::int64_t{1} << 27;  // of logits at hand at a time
constexpr std::int64_t kLeastChunk = 256;                    // rows that a product is worth

/// Indices of the rows that have a label.
std::vector<std::int64_t> labelled_rows(const Tensor& labels, std::int64_t count) {
  std::vector<std::int64_t> rows;
  rows.reserve(static_cast<std::size_t>(count));
  for (std::int64_t row = 0; row < labels.numel(); ++row) {
    if (labels.data<std::int64_t>()[row] != kIgnoreIndex) rows.push_back(row);
  }
  return rows;
}

/// The gradients of a linear map followed by a cross entropy; those that nobody wants stay
/// undefined.
struct HeadGradients {
  Tensor input;
  Tensor weight;
  Tensor bias;
};

/// Sum of the losses of all rows, at least one, and the gradients of `share` times that sum.
double pass_head(const Tensor& input, const Tensor& weight, const Tensor& bias,
                 const Tensor& labels, float label_smoothing, float share,
                 HeadGradients& gradients) {
  using kernels::Matrix;
  const std::int64_t hidden = input.dim(1);
  const std::int64_t vocab = weight.dim(0);
  const std::int64_t rows = input.dim(0);
  const bool any =
      gradients.input.defined() || gradients.weight.defined() || gradients.bias.defined();
  // Where they become a gradient, logits have its type.
  const DType dtype = any ? input.dtype() : DType::kFloat32;
  const std::int64_t row_bytes = std::max<std::int64_t>(vocab, 1) * size_of(dtype);
  const std::int64_t limit = std::max(kLeastChunk, kChunkBytes / row_bytes);
  const std::int64_t chunks = (rows - 1) / limit + 1;
  const std::int64_t most = (rows - 1) / chunks + 1;
  const kernels::WeightMatrix w = weight_matrix_of(weight);
  Tensor logits({most, vocab}, dtype);
  const kernels::Elements values = kernels::elements_of(logits);
  Tensor bias_part = gradients.bias.defined() ? Tensor({vocab}) : Tensor();
  double total = 0.0;
  for (std::int64_t first = 0; first < rows; first += most) {
    const std::int64_t count = std::min(most, rows - first);
    const Matrix x = Matrix::row_major(kernels::elements_of(input) + first * hidden, count, hidden);
    kernels::matmul(x, w.transposed(), bias.defined() ? bias.data<float>() : nullptr, values);
    total += kernels::cross_entropy(
        {values, labels.data<std::int64_t>() + first, kIgnoreIndex, count, vocab, label_smoothing},
        share, any ? values : kernels::Elements());
    if (!any) continue;
    const Matrix grad = Matrix::row_major(values, count, vocab);
    if (gradients.input.defined()) {
      kernels::matmul(grad, w, nullptr, kernels::elements_of(gradients.input) + first * hidden);
    }
    if (gradients.weight.defined()) {
      float* const sum = gradients.weight.data<float>();
      if (first == 0) {
        kernels::matmul(grad.transposed(), x, nullptr, sum);
      } else {
        kernels::add_matmul(grad.transposed(), x, sum);
      }
    }
    if (gradients.bias.defined()) {
      float* const sum = gradients.bias.data<float>();
      if (first == 0) {
        kernels::column_sum(values, count, vocab, sum);
      } else {
        kernels::column_sum(values, count, vocab, bias_part.data<float>());
        kernels::add(sum, bias_part.data<float>(), sum, vocab, vocab);
      }
    }
  }
  return total;
}

}  // namespace

// With g = (softmax(logits) - target) / n, chunk by chunk:
//   grad_input = g weight,  grad_weight = g^T input,  grad_bias = g summed over rows
CrossEntropy linear_cross_entropy(const Tensor& input, const Tensor& weight, const Tensor& bias,
                                  const Tensor& labels, float label_smoothing) {
  constexpr const char* kOp = "linear_cross_entropy";
  const OpScope scope("linear_cross_entropy");
  require_float(kOp, "input", input);
  require_f32(kOp, "weight", weight);
  require_i64(kOp, "labels", labels);
  require_smoothing(kOp, label_smoothing);
  if (input.rank() != 2 || weight.rank() != 2 || labels.rank() != 1) {
    throw ShapeError(std::string(kOp) + ": input " + to_string(input.shape()) + ", weight " +
                     to_string(weight.shape()) + " and labels " + to_string(labels.shape()) +
                     ", expected [rows, hidden], [vocab, hidden] and [rows].");
  }
  require_same_dim(kOp, "input", input, 1, "weight", weight, 1);
  require_same_dim(kOp, "input", input, 0, "labels", labels, 0);
  if (bias.defined()) {
    require_f32(kOp, "bias", bias);
    require_shape(kOp, "bias", bias, {weight.dim(0)});
  }
  const std::int64_t num_targets = count_targets(kOp, labels, weight.dim(0));
  if (num_targets < labels.numel()) {
    const std::vector<std::int64_t> rows = labelled_rows(labels, num_targets);
    return linear_cross_entropy(select_rows(input, rows), weight, bias, select_rows(labels, rows),
                                label_smoothing);
  }

  CrossEntropy result;
  result.num_targets = num_targets;
  const double share = num_targets == 0 ? 0.0 : 1.0 / static_cast<double>(num_targets);
  std::vector<Tensor> inputs = {input, weight};
  if (bias.defined()) inputs.push_back(bias);
  HeadGradients gradients;
  if (wants_gradient({input})) gradients.input = Tensor(input.shape(), input.dtype());
  if (wants_gradient({weight})) gradients.weight = Tensor(weight.shape());
  if (bias.defined() && wants_gradient({bias})) gradients.bias = Tensor(bias.shape());
  double total = 0.0;
  if (num_targets > 0) {
    total = pass_head(input, weight, bias, labels, label_smoothing, static_cast<float>(share),
                      gradients);
  } else {
    for (Tensor* gradient : {&gradients.weight, &gradients.bias}) {
      if (gradient->defined()) gradient->fill(0.0f);
    }
  }
  result.loss = record_gradient(Tensor::scalar(static_cast<float>(total * share)), inputs,
                                [gradients](const Tensor& grad_output, Gradients& grads) mutable {
                                  const float factor = grad_output.item();
                                  if (grads.needed(0))
                                    grads.add(0, scaled(std::move(gradients.input), factor));
                                  if (grads.needed(1))
                                    grads.add(1, scaled(std::move(gradients.weight), factor));
                                  if (gradients.bias.defined())
                                    grads.add(2, scaled(std::move(gradients.bias), factor));
                                });
  return result;
}

}  // namespace graft
