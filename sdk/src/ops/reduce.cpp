#include "graft/ops/reduce.h"

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/cast.h"
#include "graft/profile.h"
#include "kernels/reduce.h"
#include "ops/op_check.h"

namespace graft {
namespace {

// factor * sum of all elements; the gradient at each of them is factor * grad_output
Tensor scaled_sum(const Tensor& input, double factor) {
  const double total = kernels::sum(input.data<float>(), input.numel());
  return record_gradient(
      Tensor::scalar(static_cast<float>(factor * total)), {input},
      [shape = input.shape(), factor](const Tensor& grad_output, Gradients& grads) {
        const double each = factor * static_cast<double>(grad_output.item());
        grads.add(0, Tensor::full(shape, static_cast<float>(each)));
      });
}

}  // namespace

Tensor sum(const Tensor& input) {
  const OpScope scope("sum");
  require_float("sum", "input", input);
  return scaled_sum(cast(input, DType::kFloat32), 1.0);
}

Tensor mean(const Tensor& input) {
  const OpScope scope("mean");
  require_float("mean", "input", input);
  if (input.numel() == 0) {
    throw ShapeError("mean: input " + to_string(input.shape()) + " has no elements.");
  }
  return scaled_sum(cast(input, DType::kFloat32), 1.0 / static_cast<double>(input.numel()));
}

}  // namespace graft
