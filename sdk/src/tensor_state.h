#pragma once

#include <cstdint>
#include <memory>

#include "graft/tensor.h"

namespace graft {

/// What all handles of one tensor share.
struct TensorState {
  Shape shape;
  std::int64_t numel = 0;
  DType dtype = DType::kFloat32;
  std::shared_ptr<void> storage;  // keeps `data` alive; equal for views of one array
  void* data = nullptr;
  bool is_borrowed = false;  // the memory is another's, see Tensor::wrap
  bool requires_grad = false;
  std::unique_ptr<Tensor> grad;
  std::shared_ptr<GradientNode> node;
};

}  // namespace graft
