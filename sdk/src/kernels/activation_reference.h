#pragma once

#include <cmath>
#include <numbers>

#include "graft/ops/activation.h"

namespace graft::kernels {

/// The value of an activation at `x`, in plain double arithmetic.
inline double activation_reference(Activation activation, double x) {
  const auto sigmoid = [](double at) { return 1.0 / (1.0 + std::exp(-at)); };
  switch (activation) {
    case Activation::kGelu:
      return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2));
    case Activation::kGeluTanh:
      return 0.5 * x *
             (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    case Activation::kQuickGelu:
      return x * sigmoid(1.702 * x);
    case Activation::kRelu:
      return x > 0.0 ? x : 0.0;
    case Activation::kSilu:
      return x * sigmoid(x);
    case Activation::kTanh:
      return std::tanh(x);
    case Activation::kSigmoid:
      return sigmoid(x);
  }
  return 0.0;
}

/// The slope of an activation at `x`, in plain double arithmetic.
inline double activation_slope_reference(Activation activation, double x) {
  const auto sigmoid = [](double at) { return 1.0 / (1.0 + std::exp(-at)); };
  switch (activation) {
    case Activation::kGelu:
      return 0.5 * (1.0 + std::erf(x / std::numbers::sqrt2)) +
             x * std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
    case Activation::kGeluTanh: {
      const double root = std::sqrt(2.0 / std::numbers::pi);
      const double t = std::tanh(root * (x + 0.044715 * x * x * x));
      return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * root * (1.0 + 3.0 * 0.044715 * x * x);
    }
    case Activation::kQuickGelu: {
      const double s = sigmoid(1.702 * x);
      return s + 1.702 * x * s * (1.0 - s);
    }
    case Activation::kRelu:
      return x > 0.0 ? 1.0 : 0.0;
    case Activation::kSilu: {
      const double s = sigmoid(x);
      return s + x * s * (1.0 - s);
    }
    case Activation::kTanh:
      return 1.0 - std::tanh(x) * std::tanh(x);
    case Activation::kSigmoid:
      return sigmoid(x) * (1.0 - sigmoid(x));
  }
  return 0.0;
}

}  // namespace graft::kernels
