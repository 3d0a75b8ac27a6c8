#pragma once

#include <cstddef>
#include <cstdint>

#include "graft/tensor.h"

namespace graft::kernels {

/// Numbers in memory, f32 or bf16, which is half as long. A pointer of either type says which.
struct ConstElements {
  const void* data = nullptr;
  DType dtype = DType::kFloat32;

  ConstElements() = default;
  ConstElements(std::nullptr_t) {}                      // NOLINT(google-explicit-constructor)
  ConstElements(const float* floats) : data(floats) {}  // NOLINT(google-explicit-constructor)
  ConstElements(const BFloat16* halves)                 // NOLINT(google-explicit-constructor)
      : data(halves), dtype(DType::kBFloat16) {}
  ConstElements(const void* place, DType type) : data(place), dtype(type) {}

  bool is_f32() const { return dtype == DType::kFloat32; }
  const float* f32() const { return static_cast<const float*>(data); }
  const BFloat16* bf16() const { return static_cast<const BFloat16*>(data); }
  ConstElements operator+(std::int64_t count) const {
    if (data == nullptr) return *this;  // of a tensor without elements
    return is_f32() ? ConstElements(f32() + count) : ConstElements(bf16() + count);
  }
};

/// The same, to be written.
struct Elements {
  void* data = nullptr;
  DType dtype = DType::kFloat32;

  Elements() = default;
  Elements(std::nullptr_t) {}                // NOLINT(google-explicit-constructor)
  Elements(float* floats) : data(floats) {}  // NOLINT(google-explicit-constructor)
  Elements(BFloat16* halves)                 // NOLINT(google-explicit-constructor)
      : data(halves), dtype(DType::kBFloat16) {}
  Elements(void* place, DType type) : data(place), dtype(type) {}

  bool is_f32() const { return dtype == DType::kFloat32; }
  float* f32() const { return static_cast<float*>(data); }
  BFloat16* bf16() const { return static_cast<BFloat16*>(data); }
  Elements operator+(std::int64_t count) const {
    if (data == nullptr) return *this;
    return is_f32() ? Elements(f32() + count) : Elements(bf16() + count);
  }
  operator ConstElements() const {  // NOLINT(google-explicit-constructor)
    return is_f32() ? ConstElements(f32()) : ConstElements(bf16());
  }
};

/// Of an f32 or bf16 tensor.
inline ConstElements elements_of(const Tensor& tensor) {
  return {tensor.raw_data(), tensor.dtype()};
}
inline Elements elements_of(Tensor& tensor) { return {tensor.raw_data(), tensor.dtype()}; }

}  // namespace graft::kernels
