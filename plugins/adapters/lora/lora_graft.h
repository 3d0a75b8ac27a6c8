#pragma once

#include "graft/graft_point.h"
#include "graft/random.h"
#include "lora_options.h"

namespace graft {

/// The update of one linear map: output + scale * dropout(input) A^T B^T.
///
///   lora_a  [rank, in]   Kaiming-uniform with slope sqrt(5), that is uniform(+-1 / sqrt(in))
///   lora_b  [out, rank]  zero, so that the start is the base model
class LoraGraft : public Graft {
 public:
  LoraGraft(const LoraOptions& options, const GraftPoint& point, Rng& rng);

  Tensor output(const Tensor& input, const Tensor& output, ForwardContext& context) override;

  /// Adds the update to the weight of `point`, keeping a copy of what was there; from then on
  /// `output` adds nothing.
  void merge(GraftPoint& point);
  /// Puts the copy back.
  void unmerge(GraftPoint& point);

  const Tensor& lora_a() const { return lora_a_; }
  const Tensor& lora_b() const { return lora_b_; }

 private:
  float scale_;
  float dropout_;
  Tensor lora_a_;
  Tensor lora_b_;
  Tensor weight_before_;  // defined while merged
};

}  // namespace graft
