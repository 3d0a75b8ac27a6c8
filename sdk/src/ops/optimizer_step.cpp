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
  const OpScope scope("adamw_step");
  require_f32("adamw_step", "parameter", parameter);
  require_f32("adamw_step", "grad", grad);
  require_f32("adamw_step", "exp_avg", exp_avg);
  require_f32("adamw_step", "exp_avg_sq", exp_avg_sq);
  require_shape("adamw_step", "grad", grad, parameter.shape());
  require_shape("adamw_step", "exp_avg", exp_avg, parameter.shape());
  require_shape("adamw_step", "exp_avg_sq", exp_avg_sq, parameter.shape());
  if (options.step < 1) {
    throw Error("adamw_step: step " + std::to_string(options.step) +
                ", expected 1 for the first step.");
  }
  kernels::adamw(parameter.data<float>(), grad.data<float>(), exp_avg.data<float>(),
                 exp_avg_sq.data<float>(), parameter.numel(), options);
}

double squared_norm(const Tensor& input) {
  const OpScope scope("squared_norm");
  require_f32("squared_norm", "input", input);
  return kernels::squared_norm(input.data<float>(), input.numel());
}

}  // namespace graft
