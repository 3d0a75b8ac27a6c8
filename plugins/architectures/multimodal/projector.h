#pragma once

#include <string>

#include "graft/nn/linear.h"
#include "graft/ops/activation.h"

namespace graft {

/// Takes what a vision tower gives to the width of a text model: two linear maps with an activation
/// between them, parameters named as LlavaMultiModalProjector. Source: Liu et al., "Improved
/// Baselines with Visual Instruction Tuning", 2023.
class Projector : public Module {
 public:
  struct Options {
    std::int64_t vision_size = 0;
    std::int64_t hidden_size = 0;
    std::string activation;
    Linear::Init init;
  };
  Projector(const Options& options, Rng& rng);

  /// [batch, positions, vision_size] -> [batch, positions, hidden]
  Tensor forward(const Tensor& features, ForwardContext& context) const;

 private:
  Activation activation_;
  Linear linear_1_;
  Linear linear_2_;
};

}  // namespace graft
