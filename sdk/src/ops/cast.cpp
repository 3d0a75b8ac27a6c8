#include "graft/ops/cast.h"

#include "graft/autograd.h"
#include "graft/profile.h"
#include "ops/op_check.h"

namespace graft {

// grad_input = grad_output in the type of the input, which is how gradients are delivered
Tensor cast(const Tensor& input, DType dtype) {
  require_float("cast", "input", input);
  if (input.dtype() == dtype) return input;
  const OpScope scope("cast");
  const Tensor output = input.to(dtype);
  require_float("cast", "output", output);
  return record_gradient(output, {input}, [](const Tensor& grad_output, Gradients& grads) {
    grads.add(0, grad_output);
  });
}

}  // namespace graft
