#pragma once

#include <string>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Functions applied to each element, f32, any shape.
enum class Activation {
  kGelu,       // x Phi(x), exact (erf). Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016
  kGeluTanh,   // its tanh approximation, 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
  kQuickGelu,  // x sigmoid(1.702 x), as CLIP
  kRelu,
  kSilu,  // x sigmoid(x)
  kTanh,
  kSigmoid,
};

GRAFT_API Tensor activate(const Tensor& input, Activation activation);

/// The activation that public configs call by this name: gelu, gelu_new, gelu_pytorch_tanh,
/// gelu_fast, quick_gelu, relu, silu, swish, tanh, sigmoid. Throws InputError otherwise.
GRAFT_API Activation activation_named(const std::string& name);

}  // namespace graft
