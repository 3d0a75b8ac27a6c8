#pragma once

#include <array>
#include <cstdint>

#include <dnnl.hpp>

#include "kernels/matmul.h"

namespace graft::kernels {

/// What a product does besides multiplying.
struct ProductExtras {
  bool has_bias = false;
  bool adds = false;   // to what the output holds
  bool packs = false;  // the right operand is in the order that oneDNN chooses; no batch
  DType output = DType::kFloat32;
};

/// One product of fixed sizes, ready to run on memory given later. Belongs to one thread.
class OnednnProduct {
 public:
  /// Throws dnnl::error when oneDNN cannot do it.
  OnednnProduct(const Matrix& left, const Matrix& right, const ProductExtras& extras,
                std::int64_t batch);

  /// How the right operand has to lie in memory.
  const dnnl::memory::desc& weights() const { return weights_; }

  /// Throws dnnl::error likewise.
  void run(const void* left, const void* right, const float* bias, void* output);

 private:
  void add_argument(int name, const dnnl::memory::desc& description);

  dnnl::matmul primitive_;
  dnnl::memory::desc weights_;
  std::int64_t scratchpad_bytes_ = 0;
  std::array<dnnl::memory, 5> memories_;
  std::array<dnnl_exec_arg_t, 5> arguments_ = {};
  std::size_t count_ = 0;
};

/// This thread's product of operands like these, made where it has none. The reference holds until
/// the next call.
OnednnProduct& onednn_product(const Matrix& left, const Matrix& right, const ProductExtras& extras,
                              std::int64_t batch);

/// Copies a matrix in the order of `wanted`, and rounds to its type.
void pack(const Matrix& matrix, const dnnl::memory::desc& wanted, void* to);

/// A number for an order of elements.
std::uint64_t hash_of(const dnnl::memory::desc& description);

}  // namespace graft::kernels
