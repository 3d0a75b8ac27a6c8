#include "kernels/loop_nest.h"

namespace graft::kernels {

Shape strides_of(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  return strides;
}

LoopNest joined(const LoopNest& nest) {
  LoopNest result;
  result.strides.resize(nest.strides.size());
  for (std::size_t d = 0; d < nest.sizes.size(); ++d) {
    if (nest.sizes[d] == 1) continue;
    bool joins = !result.sizes.empty();
    for (std::size_t o = 0; o < nest.strides.size() && joins; ++o) {
      joins = result.strides[o].back() == nest.strides[o][d] * nest.sizes[d];
    }
    if (!joins) result.sizes.push_back(1);
    result.sizes.back() *= nest.sizes[d];
    for (std::size_t o = 0; o < nest.strides.size(); ++o) {
      if (!joins) result.strides[o].push_back(0);
      result.strides[o].back() = nest.strides[o][d];
    }
  }
  if (result.sizes.empty()) {
    result.sizes.push_back(1);
    for (Shape& strides : result.strides) strides.push_back(0);
  }
  return result;
}

LoopNest broadcast_nest(const Shape& output, const std::vector<Shape>& operands) {
  LoopNest nest;
  nest.sizes = output;
  for (const Shape& operand : operands) {
    const std::size_t missing = output.size() - operand.size();
    Shape strides = strides_of(operand);
    for (std::size_t d = 0; d < operand.size(); ++d) {
      if (operand[d] == 1) strides[d] = 0;
    }
    strides.insert(strides.begin(), missing, 0);
    nest.strides.push_back(std::move(strides));
  }
  return joined(nest);
}

}  // namespace graft::kernels
