#include "ops/mixed_floats.h"

#include <algorithm>

#include "graft/ops/cast.h"

namespace graft {
namespace {

bool has_dtype(const std::vector<Tensor>& tensors, DType dtype) {
  return std::any_of(tensors.begin(), tensors.end(),
                     [dtype](const Tensor& t) { return t.defined() && t.dtype() == dtype; });
}

}  // namespace

std::vector<Tensor> in_one_float(std::vector<Tensor> tensors) {
  if (!has_dtype(tensors, DType::kFloat32) || !has_dtype(tensors, DType::kBFloat16)) return tensors;
  for (Tensor& tensor : tensors) {
    if (tensor.defined() && tensor.dtype() == DType::kFloat32) {
      tensor = cast(tensor, DType::kBFloat16);
    }
  }
  return tensors;
}

}  // namespace graft
