#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "graft/tensor.h"
#include "kernels/weight_forms.h"

namespace graft {

/// The memory of one array, shared by its views.
struct Storage {
  explicit Storage(std::shared_ptr<void> held) : memory(std::move(held)) {}

  std::shared_ptr<void> memory;
  std::atomic<std::uint64_t> version{0};  // grows whenever somebody may write
  kernels::WeightForms forms;             // made of the elements, for products
};

/// What all handles of one tensor share.
struct TensorState {
  Shape shape;
  std::int64_t numel = 0;
  DType dtype = DType::kFloat32;
  std::shared_ptr<Storage> storage;  // keeps `data` alive; equal for views of one array
  void* data = nullptr;
  bool is_borrowed = false;  // the memory is another's, see Tensor::wrap
  bool requires_grad = false;
  std::unique_ptr<Tensor> grad;
  std::shared_ptr<GradientNode> node;
};

/// Null for an undefined tensor.
Storage* storage_of(const Tensor& tensor);

}  // namespace graft
