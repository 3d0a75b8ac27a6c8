#pragma once

#include "graft/nn/linear.h"
#include "graft/ops/activation.h"

namespace graft::tests {

/// A small model of each weight layout, with a head: `block.first` stores [in, out], `block.second`
/// and `score` [out, in].
class TwoLayers : public Module {
 public:
  explicit TwoLayers(std::uint64_t seed)
      : rng_(seed),
        first_(4, 6, {0.5f, true, WeightLayout::kInOut}, rng_),
        second_(6, 4, {0.5f, true, WeightLayout::kOutIn}, rng_),
        score_(4, 2, {0.5f, false, WeightLayout::kOutIn}, rng_) {
    block_.add("first", first_);
    block_.add("second", second_);
    register_module("block", block_, Part::kBlock);
    register_module("score", score_, Part::kHead);
  }

  Tensor forward(const Tensor& input, ForwardContext& context) const {
    const Tensor inner = activate(first_.forward(input, context), Activation::kTanh);
    return score_.forward(second_.forward(inner, context), context);
  }
  Tensor forward(const Tensor& input) const {
    ForwardContext context;
    return forward(input, context);
  }

 private:
  struct Block : Module {
    void add(const std::string& name, Module& child) { register_module(name, child); }
  };

  Rng rng_;
  Linear first_;
  Linear second_;
  Linear score_;
  Block block_;
};

}  // namespace graft::tests
