#include "graft/ops/rotary.h"

#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/rotary.h"
#include "ops/op_check.h"

namespace graft {
namespace {

kernels::RotaryShape checked_shape(const Tensor& input, const Tensor& positions,
                                   const std::vector<float>& inverse_frequencies) {
  constexpr const char* kOp = "rotary_embedding";
  require_float(kOp, "input", input);
  require_i64(kOp, "positions", positions);
  if (input.rank() != 3) {
    throw ShapeError("rotary_embedding: input " + to_string(input.shape()) +
                     ", expected [batch, seq, heads * head_size].");
  }
  const auto pairs = static_cast<std::int64_t>(inverse_frequencies.size());
  if (pairs == 0 || input.dim(2) % (2 * pairs) != 0) {
    throw ShapeError("rotary_embedding: input " + to_string(input.shape()) +
                     ": the last size is no multiple of twice the " + std::to_string(pairs) +
                     " frequencies.");
  }
  const Shape for_all = {input.dim(1)};
  const Shape by_row = {input.dim(0), input.dim(1)};
  if (positions.shape() != for_all && positions.shape() != by_row) {
    throw ShapeError("rotary_embedding: positions " + to_string(positions.shape()) + ", expected " +
                     to_string(for_all) + " or " + to_string(by_row) + ".");
  }
  return {input.dim(0), input.dim(1), input.dim(2) / (2 * pairs), pairs, positions.rank() == 2};
}

}  // namespace

// (x1, x2) -> (x1 cos - x2 sin, x2 cos + x1 sin); grad_input = grad_output turned back
Tensor rotary_embedding(const Tensor& input, const Tensor& positions,
                        const std::vector<float>& inverse_frequencies) {
  const OpScope scope("rotary_embedding");
  const kernels::RotaryShape shape = checked_shape(input, positions, inverse_frequencies);
  Shape angles = positions.shape();
  angles.push_back(shape.pairs);
  Tensor cosines(angles);
  Tensor sines(angles);
  kernels::rotary_angles(positions.data<std::int64_t>(), positions.numel(),
                         inverse_frequencies.data(), shape.pairs, cosines.data<float>(),
                         sines.data<float>());
  Tensor output(input.shape(), input.dtype());
  kernels::rotate_pairs(kernels::elements_of(input), cosines.data<float>(), sines.data<float>(),
                        shape, kernels::elements_of(output));
  return record_gradient(
      output, {input}, [cosines, sines, shape](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_input(grad_output.shape(), grad_output.dtype());
        kernels::rotate_pairs_back(kernels::elements_of(grad_output), cosines.data<float>(),
                                   sines.data<float>(), shape, kernels::elements_of(grad_input));
        grads.add(0, grad_input);
      });
}

}  // namespace graft
