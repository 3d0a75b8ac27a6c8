#include "graft/ops/activation.h"

#include <utility>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/activation.h"
#include "ops/op_check.h"

namespace graft {

// output = f(input),  grad_input = grad_output f'(input)
Tensor activate(const Tensor& input, Activation activation) {
  const OpScope scope("activate");
  require_float("activate", "input", input);
  Tensor output(input.shape(), input.dtype());
  kernels::activate(activation, kernels::elements_of(input), kernels::elements_of(output),
                    input.numel());
  return record_gradient(
      output, {input}, [input, activation](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_input(input.shape(), input.dtype());
        kernels::activate_gradient(activation, kernels::elements_of(input),
                                   kernels::elements_of(grad_output),
                                   kernels::elements_of(grad_input), input.numel());
        grads.add(0, grad_input);
      });
}

Activation activation_named(const std::string& name) {
  static constexpr std::pair<const char*, Activation> kNames[] = {
      {"gelu", Activation::kGelu},
      {"gelu_fast", Activation::kGeluTanh},
      {"gelu_new", Activation::kGeluTanh},
      {"gelu_pytorch_tanh", Activation::kGeluTanh},
      {"quick_gelu", Activation::kQuickGelu},
      {"relu", Activation::kRelu},
      {"sigmoid", Activation::kSigmoid},
      {"silu", Activation::kSilu},
      {"swish", Activation::kSilu},
      {"tanh", Activation::kTanh}};
  std::string known;
  for (const auto& [known_name, activation] : kNames) {
    if (name == known_name) return activation;
    known += (known.empty() ? "" : ", ") + std::string(known_name);
  }
  throw InputError("unknown-activation", "no activation named \"" + name + "\"",
                   "available: " + known);
}

}  // namespace graft
