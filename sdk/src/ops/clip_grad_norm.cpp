#include "graft/ops/clip_grad_norm.h"

#include <cmath>
#include <string>
#include <unordered_set>

#include "graft/error.h"
#include "graft/ops/optimizer_step.h"
#include "graft/profile.h"
#include "kernels/elementwise.h"

namespace graft {

double clip_grad_norm(const std::vector<Tensor>& parameters, double max_norm) {
  const OpScope scope("clip_grad_norm");
  if (!(max_norm > 0.0)) {
    throw Error("clip_grad_norm: max_norm is " + std::to_string(max_norm) +
                ", expected more than 0.");
  }
  std::unordered_set<const void*> seen;
  std::vector<Tensor> gradients;
  double squares = 0.0;
  for (const Tensor& parameter : parameters) {
    if (!parameter.grad().defined() || !seen.insert(parameter.id()).second) continue;
    gradients.push_back(parameter.grad());
    squares += squared_norm(gradients.back());
  }
  const double norm = std::sqrt(squares);
  if (!std::isfinite(norm) || norm <= max_norm) return norm;
  const auto factor = static_cast<float>(max_norm / norm);
  for (Tensor& gradient : gradients) {
    float* const values = gradient.data<float>();
    kernels::scale(values, factor, values, gradient.numel());
  }
  return norm;
}

}  // namespace graft
