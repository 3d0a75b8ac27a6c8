#include "graft/ops/dropout.h"

#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/dropout.h"
#include "ops/op_check.h"

namespace graft {

// output = input mask / (1 - p),  grad_input = grad_output mask / (1 - p)
//
// The mask is a function of one number drawn from the generator and of the index; the gradient
// computes it again.
Tensor dropout(const Tensor& input, float probability, ForwardContext& context) {
  const OpScope scope("dropout");
  require_float("dropout", "input", input);
  if (!(probability >= 0.0f && probability < 1.0f)) {
    throw Error("dropout: probability " + std::to_string(probability) +
                " is outside [0, 1). Check the dropout options of the model or adapter.");
  }
  if (!context.training || probability == 0.0f) return input;
  if (context.rng == nullptr) {
    throw Error("dropout: training without a generator. Set ForwardContext::rng.");
  }
  const std::uint64_t seed = context.rng->next_u64();
  const auto threshold = static_cast<std::uint32_t>(static_cast<double>(probability) * 0x1p32);
  const float scale = 1.0f / (1.0f - probability);
  const auto apply = [seed, threshold, scale](const Tensor& from) {
    Tensor to(from.shape(), from.dtype());
    kernels::dropout(kernels::elements_of(from), kernels::elements_of(to), from.numel(), seed,
                     threshold, scale);
    return to;
  };
  return record_gradient(
      apply(input), {input},
      [apply](const Tensor& grad_output, Gradients& grads) { grads.add(0, apply(grad_output)); });
}

}  // namespace graft
