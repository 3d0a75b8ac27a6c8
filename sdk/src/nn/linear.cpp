#include "graft/nn/linear.h"

#include "graft/ops/linear.h"

namespace graft {

Linear::Linear(std::int64_t in_features, std::int64_t out_features, const Init& init, Rng& rng)
    : point(GraftPointKind::kLinear, in_features, out_features) {
  const Shape shape = init.layout == WeightLayout::kOutIn ? Shape{out_features, in_features}
                                                          : Shape{in_features, out_features};
  point.weight_layout = init.layout;
  point.weight = register_parameter("weight", random_normal(shape, rng, init.standard_deviation));
  if (init.bias) point.bias = register_parameter("bias", Tensor::zeros({out_features}));
  register_graft_point("", point);
}

Tensor Linear::forward(const Tensor& input, ForwardContext& context) const {
  if (!point.has_grafts()) return linear(input, point.weight, point.bias, point.weight_layout);
  const Tensor grafted = point.apply_input(input, context);
  return point.apply_output(grafted, linear(grafted, point.weight, point.bias, point.weight_layout),
                            context);
}

Tensor Linear::forward_activated(const Tensor& input, Activation activation,
                                 ForwardContext& context) const {
  if (point.has_grafts()) return activate(forward(input, context), activation);
  return linear_activate(input, point.weight, point.bias, activation, point.weight_layout);
}

}  // namespace graft
