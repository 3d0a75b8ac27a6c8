#include "graft/ops/linear.h"

#include <utility>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
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

}  // namespace

// output = input W + bias, where W [in, out] is the weight or its transpose
//   grad_input = grad_output W^T
//   grad_W     = input^T grad_output
//   grad_bias  = grad_output summed over rows
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias, WeightLayout layout) {
  const OpScope scope("linear");
  require_float("linear", "input", input);
  require_f32("linear", "weight", weight);
  require_rank_at_least("linear", "input", input, 1);
  if (weight.rank() != 2) {
    throw ShapeError("linear: weight " + to_string(weight.shape()) + " is no matrix.");
  }
  const bool in_first = layout == WeightLayout::kInOut;
  require_same_dim("linear", "input", input, -1, "weight", weight, in_first ? 0 : 1, kHint);
  const std::int64_t out_features = weight.dim(in_first ? 1 : 0);
  if (bias.defined()) {
    require_f32("linear", "bias", bias);
    require_shape("linear", "bias", bias, {out_features}, kHint);
  }

  Shape shape = input.shape();
  shape.back() = out_features;
  Tensor output(std::move(shape), input.dtype());
  const WeightMatrix stored = weight_matrix_of(weight);
  kernels::matmul(matrix_of(input), in_first ? stored : stored.transposed(),
                  bias.defined() ? bias.data<float>() : nullptr, kernels::elements_of(output));

  std::vector<Tensor> inputs = {input, weight};
  if (bias.defined()) inputs.push_back(bias);
  const Tensor input_if_read = wants_gradient({weight}) ? input : Tensor();
  const Tensor weight_if_read = wants_gradient({input}) ? weight : Tensor();
  return record_gradient(
      output, inputs,
      [input_if_read, weight_if_read, in_first, input_shape = input.shape(),
       weight_shape = weight.shape(),
       has_bias = bias.defined()](const Tensor& grad_output, Gradients& grads) {
        const Matrix grad = matrix_of(grad_output);
        if (grads.needed(0)) {
          const WeightMatrix read = weight_matrix_of(weight_if_read);
          const WeightMatrix transposed = in_first ? read.transposed() : read;
          Tensor grad_input = grads.take_so_far(0);
          if (grad_input.is_only_handle()) {
            kernels::add_matmul(grad, transposed, kernels::elements_of(grad_input));
          } else {
            if (grad_input.defined()) grads.add(0, std::move(grad_input));
            grad_input = Tensor(input_shape, grad_output.dtype());
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

}  // namespace graft
