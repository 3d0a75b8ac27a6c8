#include "framework/train/optimizer.h"

#include <cmath>
#include <utility>

#include "graft/error.h"
#include "graft/ops/optimizer_step.h"

namespace graft {

AdamW::AdamW(std::vector<NamedParameter> parameters, const TrainOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const NamedParameter& parameter : parameters_) {
    exp_avg_.push_back(Tensor::zeros(parameter.tensor.shape()));
    exp_avg_sq_.push_back(Tensor::zeros(parameter.tensor.shape()));
  }
}

double AdamW::gradient_norm(double grad_scale) const {
  double total = 0.0;
  for (const NamedParameter& parameter : parameters_) {
    if (!parameter.tensor.grad().defined()) continue;
    const double squares = squared_norm(parameter.tensor.grad());
    if (!std::isfinite(squares)) {
      throw Error("the gradient of `" + parameter.name +
                  "` is not finite; lower `train.learning_rate` or set `train.max_grad_norm`");
    }
    total += squares;
  }
  return std::sqrt(total) * grad_scale;
}

void AdamW::step(double learning_rate, double grad_scale) {
  ++steps_;
  AdamwStep update;
  update.learning_rate = static_cast<float>(learning_rate);
  update.beta1 = static_cast<float>(options_.beta1);
  update.beta2 = static_cast<float>(options_.beta2);
  update.epsilon = static_cast<float>(options_.epsilon);
  update.step = steps_;
  update.grad_scale = static_cast<float>(grad_scale);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Tensor parameter = parameters_[i].tensor;
    if (!parameter.grad().defined()) continue;
    update.weight_decay = parameter.rank() >= 2 ? static_cast<float>(options_.weight_decay) : 0.0f;
    adamw_step(parameter, parameter.grad(), exp_avg_[i], exp_avg_sq_[i], update);
    parameter.clear_grad();
  }
}

std::vector<NamedTensor> AdamW::state() const {
  std::vector<NamedTensor> state;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    state.push_back({"exp_avg." + parameters_[i].name, exp_avg_[i]});
    state.push_back({"exp_avg_sq." + parameters_[i].name, exp_avg_sq_[i]});
  }
  return state;
}

}  // namespace graft
