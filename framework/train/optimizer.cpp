#include "framework/train/optimizer.h"

#include <cmath>
#include <limits>
#include <utility>

#include "graft/error.h"
#include "graft/memory.h"
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
  const MemoryScope scope(MemoryPurpose::kOptimizer);
  for (const NamedParameter& parameter : parameters_) {
    exp_avg_.push_back(Tensor::zeros(parameter.tensor.shape()));
    exp_avg_sq_.push_back(Tensor::zeros(parameter.tensor.shape()));
  }
}

double AdamW::gradient_norm(double grad_scale) const {
  std::vector<Tensor> gradients;
  std::vector<const std::string*> names;
  for (const NamedParameter& parameter : parameters_) {
    if (!parameter.tensor.grad().defined()) continue;
    gradients.push_back(parameter.tensor.grad());
    names.push_back(&parameter.name);
  }
  const std::vector<double> squares = squared_norms(gradients);
  double total = 0.0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    if (!std::isfinite(squares[i])) {
      throw Error("the gradient of `" + *names[i] +
                  "` is not finite; lower `train.learning_rate` or set `train.max_grad_norm`");
    }
    total += squares[i];
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
  std::vector<AdamwParameter> reached;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& parameter = parameters_[i].tensor;
    if (!parameter.grad().defined()) continue;
    const double weight_decay = parameter.rank() >= 2 ? options_.weight_decay : 0.0;
    reached.push_back({parameter, parameter.grad(), exp_avg_[i], exp_avg_sq_[i], weight_decay});
  }
  adamw_step(reached, update);
  for (AdamwParameter& at : reached) at.parameter.clear_grad();
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
