#pragma once

#include <cstdint>
#include <vector>

#include "framework/config/train_options.h"
#include "framework/model_io/safetensors.h"
#include "graft/nn/module.h"

namespace graft {

/// AdamW over a list of parameters. Weight decay acts on those of two or more dimensions.
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
class AdamW {
 public:
  /// Throws InputError for an epsilon that is 0 as a float.
  AdamW(std::vector<NamedParameter> parameters, const TrainOptions& options);

  /// The global gradient norm after `grad_scale`. Throws Error naming the first parameter whose
  /// gradient is not finite.
  double gradient_norm(double grad_scale) const;
  /// One update with gradients multiplied by `grad_scale`, then clears them. Parameters that no
  /// gradient reached stay as they are.
  void step(double learning_rate, double grad_scale);

  const std::vector<NamedParameter>& parameters() const { return parameters_; }
  /// Moments under `exp_avg.<parameter>` and `exp_avg_sq.<parameter>`, sharing memory.
  std::vector<NamedTensor> state() const;
  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }

 private:
  std::vector<NamedParameter> parameters_;
  std::vector<Tensor> exp_avg_;
  std::vector<Tensor> exp_avg_sq_;
  TrainOptions options_;
  std::int64_t steps_ = 0;
};

}  // namespace graft
