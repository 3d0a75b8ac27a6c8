#include "graft/ops/compare.h"

#include <algorithm>
#include <functional>

#include "graft/profile.h"
#include "ops/broadcasting.h"
#include "ops/masks.h"

namespace graft {

Tensor equal(const Tensor& left, const Tensor& right) {
  const OpScope scope("equal");
  return compare("equal", Comparison::kEqual, left, right);
}

Tensor less(const Tensor& left, const Tensor& right) {
  const OpScope scope("less");
  return compare("less", Comparison::kLess, left, right);
}

Tensor greater(const Tensor& left, const Tensor& right) {
  const OpScope scope("greater");
  return compare("greater", Comparison::kGreater, left, right);
}

Tensor logical_and(const Tensor& left, const Tensor& right) {
  const OpScope scope("logical_and");
  const Tensor both[] = {as_bool("logical_and", "left", left),
                         as_bool("logical_and", "right", right)};
  broadcast_shape("logical_and", "left", left.shape(), "right", right.shape());
  return choose(both[0], both[1], Tensor::zeros({}, DType::kBool));
}

Tensor logical_not(const Tensor& mask) {
  const OpScope scope("logical_not");
  const Tensor truth = as_bool("logical_not", "mask", mask);
  Tensor output(mask.shape(), DType::kBool);
  const bool* const from = truth.data<bool>();
  std::transform(from, from + output.numel(), output.data<bool>(), std::logical_not<bool>());
  return output;
}

}  // namespace graft
