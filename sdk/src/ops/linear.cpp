#include "graft/ops/linear.h"

#include <optional>
#include <string>
#include <utility>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/activation.h"
#include "kernels/matmul.h"
#include "kernels/reduce.h"
#include "ops/op_check.h"
#include "ops/weight_matrix.h"

namespace graft {
namespace {

using kernels::Matrix;
using kernels::WeightMatrix;

constexpr const char* kHint = "Check the sizes in the model config against the checkpoint.";

// The last dimension as columns, everything before as rows.
Matrix matrix_of(const Tensor& tensor) {
  return Matrix::row_major(kernels::elements_of(tensor), rows_of(tensor), tensor.dim(-1));
}

/// What a gradient reads of an activation: its input, or of relu, to save memory, its output,
/// which tells as well what was negative.
struct Activated {
  Activation activation;
  Tensor kept;  // nobody else reads it afterwards, unless it is the output

  Tensor gradient(const Tensor& grad_output) {
    Tensor grad = activation == Activation::kRelu ? Tensor(kept.shape(), kept.dtype()) : kept;
    kernels::activate_gradient(activation, kernels::elements_of(std::as_const(kept)),
                               kernels::elements_of(grad_output), kernels::elements_of(grad),
                               grad.numel());
    return grad;
  }
};

// output = f(input W + bias), where W [in, out] is the weight or its transpose, and f may be absent
//   grad       = grad_output f'(input W + bias)
//   grad_input = grad W^T
//   grad_W     = input^T grad
//   grad_bias  = grad summed over rows
Tensor mapped(const char* op, const Tensor& input, const Tensor& weight, const Tensor& bias,
              WeightLayout layout, std::optional<Activation> activation) {
  require_float(op, "input", input);
  require_f32(op, "weight", weight);
  require_rank_at_least(op, "input", input, 1);
  if (weight.rank() != 2) {
    throw ShapeError(std::string(op) + ": weight " + to_string(weight.shape()) + " is no matrix.");
  }
  const bool in_first = layout == WeightLayout::kInOut;
  require_same_dim(op, "input", input, -1, "weight", weight, in_first ? 0 : 1, kHint);
  const std::int64_t out_features = weight.dim(in_first ? 1 : 0);
  if (bias.defined()) {
    require_f32(op, "bias", bias);
    require_shape(op, "bias", bias, {out_features}, kHint);
  }

  Shape shape = input.shape();
  shape.back() = out_features;
  Tensor output(std::move(shape), input.dtype());
  const WeightMatrix stored = weight_matrix_of(weight);
  kernels::matmul(matrix_of(input), in_first ? stored : stored.transposed(),
                  bias.defined() ? bias.data<float>() : nullptr, kernels::elements_of(output));
  std::vector<Tensor> inputs = {input, weight};
  if (bias.defined()) inputs.push_back(bias);
  std::optional<Activated> activated;
  if (activation) {
    const Tensor before = output;
    if (wants_gradient(inputs)) {
      if (*activation != Activation::kRelu) output = Tensor(before.shape(), before.dtype());
      activated = {*activation, before.detach()};
    }
    kernels::activate(*activation, kernels::elements_of(before), kernels::elements_of(output),
                      output.numel());
  }

  const Tensor input_if_read = wants_gradient({weight}) ? input : Tensor();
  const Tensor weight_if_read = wants_gradient({input}) ? weight : Tensor();
  return record_gradient(
      output, inputs,
      [input_if_read, weight_if_read, in_first, input_shape = input.shape(),
       weight_shape = weight.shape(), has_bias = bias.defined(),
       activated](const Tensor& grad_output, Gradients& grads) mutable {
        const Tensor grad_mapped = activated ? activated->gradient(grad_output) : grad_output;
        const Matrix grad = matrix_of(grad_mapped);
        if (grads.needed(0)) {
          const WeightMatrix read = weight_matrix_of(weight_if_read);
          const WeightMatrix transposed = in_first ? read.transposed() : read;
          Tensor grad_input = grads.take_so_far(0);
          if (grad_input.defined()) {
            kernels::add_matmul(grad, transposed, kernels::elements_of(grad_input));
          } else {
            grad_input = Tensor(input_shape, grad_mapped.dtype());
            kernels::matmul(grad, transposed, nullptr, kernels::elements_of(grad_input));
          }
          grads.add(0, grad_input);
        }
        if (grads.needed(1)) {
          Tensor grad_weight(weight_shape);
          const Matrix read = matrix_of(input_if_read);
          if (in_first) {
            kernels::matmul(read.transposed(), grad, nullptr, grad_weight.data<float>());
          } else {
            kernels::matmul(grad.transposed(), read, nullptr, grad_weight.data<float>());
          }
          grads.add(1, grad_weight);
        }
        if (has_bias && grads.needed(2)) {
          Tensor grad_bias(Shape{grad.columns});
          kernels::column_sum(grad.data, grad.rows, grad.columns, grad_bias.data<float>());
          grads.add(2, grad_bias);
        }
      });
}

}  // namespace

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias, WeightLayout layout) {
  const OpScope scope("linear");
  return mapped("linear", input, weight, bias, layout, std::nullopt);
}

Tensor linear_activate(const Tensor& input, const Tensor& weight, const Tensor& bias,
                       Activation activation, WeightLayout layout) {
  const OpScope scope("linear_activate");
  return mapped("linear_activate", input, weight, bias, layout, activation);
}

}  // namespace graft
