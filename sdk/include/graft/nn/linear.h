#pragma once

#include "graft/nn/module.h"
#include "graft/ops/activation.h"

namespace graft {

/// A linear map with its graft point.
///
///   input    [..., in]
///   weight   [out, in], or [in, out] with WeightLayout::kInOut
///   bias     [out], absent when `bias` is false
///   returns  [..., out]
class GRAFT_API Linear : public Module {
 public:
  struct Init {
    float standard_deviation = 0.02f;  // of a normal distribution with mean 0
    bool bias = true;                  // starts at zero
    WeightLayout layout = WeightLayout::kOutIn;
  };
  Linear(std::int64_t in_features, std::int64_t out_features, const Init& init, Rng& rng);

  Tensor forward(const Tensor& input, ForwardContext& context) const;
  /// activate(forward(input, context), activation)
  Tensor forward_activated(const Tensor& input, Activation activation,
                           ForwardContext& context) const;

  GraftPoint point;
};

}  // namespace graft
