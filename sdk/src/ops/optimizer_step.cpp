#include "graft/ops/optimizer_step.h"

#include <string>

#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/adamw.h"
#include "kernels/reduce.h"
#include "ops/op_check.h"

namespace graft {

void adamw_step(Tensor& parameter, const Tensor& grad, Tensor& exp_avg, Tensor& exp_avg_sq,
                const AdamwStep& options) {
  adamw_step({{parameter, grad, exp_avg, exp_avg_sq, options.weight_decay}}, options);
}

void adamw_step(const std::vector<AdamwParameter>& parameters, const AdamwStep& options) {
  const OpScope scope("adamw_step");
  std::vector<kernels::AdamwSpan> spans;
  spans.reserve(parameters.size());
  for (AdamwParameter at : parameters) {
    require_f32("adamw_step", "parameter", at.parameter);
    require_f32("adamw_step", "grad", at.grad);
    require_f32("adamw_step", "exp_avg", at.exp_avg);
    require_f32("adamw_step", "exp_avg_sq", at.exp_avg_sq);
    require_shape("adamw_step", "grad", at.grad, at.parameter.shape());
    require_shape("adamw_step", "exp_avg", at.exp_avg, at.parameter.shape());
    require_shape("adamw_step", "exp_avg_sq", at.exp_avg_sq, at.parameter.shape());
    spans.push_back({at.parameter.data<float>(), at.grad.data<float>(), at.exp_avg.data<float>(),
                     at.exp_avg_sq.data<float>(), at.parameter.numel(), at.weight_decay});
  }
  if (options.step < 1) {
    throw Error("adamw_step: step " + std::to_string(options.step) +
                ", expected 1 for the first step.");
  }
  kernels::adamw(spans, options);
}

double squared_norm(const Tensor& input) { return squared_norms({input}).front(); }

std::vector<double> squared_norms(const std::vector<Tensor>& inputs) {
  const OpScope scope("squared_norm");
  std::vector<kernels::ConstSpan> spans;
  spans.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    require_f32("squared_norm", "input", input);
    spans.push_back({input.data<float>(), input.numel()});
  }
  return kernels::squared_norms(spans);
}

}  // namespace graft
