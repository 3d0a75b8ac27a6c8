#include "framework/train/optimizer.h"

#include <cmath>
#include <limits>
#include <utility>

#include "graft/error.h"
#include "graft/ops/optimizer_step.h"

namespace graft {

namespace {

// As a float a smaller epsilon is 0, and a parameter without gradient 0 / 0.
constexpr double kLeastEpsilon = std::numeric_limits<float>::min();

}  // namespace

AdamW::AdamW(std::vector<NamedParameter> parameters, const TrainOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
  if (options.epsilon < kLeastEpsilon) {
    throw InputError("bad-value", "train.epsilon: is below 1.2e-38, the least that a float holds",
                     "write for example `epsilon: 1e-8`");
  }
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
  update.learning_rate = learning_rate;
  update.beta1 = options_.beta1;
  update.beta2 = options_.beta2;
  update.epsilon = options_.epsilon;
  update.step = steps_;
  update.grad_scale = grad_scale;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Tensor parameter = parameters_[i].tensor;
    if (!parameter.grad().defined()) continue;
    update.weight_decay = parameter.rank() >= 2 ? options_.weight_decay : 0.0;
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
