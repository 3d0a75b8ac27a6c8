#pragma once

#include "graft/graft_point.h"
#include "graft/ops/elementwise.h"

/// Multiplies what a linear map puts out by a learned vector.
///
///   scale  [out], starts at 1, so that the adapted model starts as the model itself
class Scaling : public graft::Graft {
 public:
  explicit Scaling(std::int64_t out_features)
      : scale_(graft::Tensor::full({out_features}, 1.0f)) {
    scale_.set_requires_grad(true);
  }

  graft::Tensor output(const graft::Tensor&, const graft::Tensor& output,
                       graft::ForwardContext&) override {
    return weight_before_.defined() ? output : graft::multiply(output, scale_);
  }

  /// (x W^T + b) * s = x (diag(s) W)^T + b * s. Keeps what was there for `unmerge`.
  void merge(graft::GraftPoint& point) {
    if (weight_before_.defined()) return;
    weight_before_ = point.weight.clone();
    multiply_in_place(point.weight, point.weight_layout == graft::WeightLayout::kOutIn);
    if (!point.bias.defined()) return;
    bias_before_ = point.bias.clone();
    multiply_in_place(point.bias, false);
  }
  void unmerge(graft::GraftPoint& point) {
    if (!weight_before_.defined()) return;
    point.weight.copy_from(weight_before_);
    weight_before_ = graft::Tensor();
    if (point.bias.defined()) point.bias.copy_from(bias_before_);
  }

  const graft::Tensor& scale() const { return scale_; }

 private:
  // Outputs are the rows of `values`, or else its last dimension.
  void multiply_in_place(graft::Tensor& values, bool outputs_are_rows) const {
    const std::int64_t columns = values.dim(-1);
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      const std::int64_t output = outputs_are_rows ? i / columns : i % columns;
      values.data<float>()[i] *= scale_.data<float>()[output];
    }
  }

  graft::Tensor scale_;
  graft::Tensor weight_before_;  // defined while merged
  graft::Tensor bias_before_;
};
