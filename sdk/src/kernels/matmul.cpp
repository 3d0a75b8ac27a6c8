#include "kernels/matmul.h"

#include <memory>
#include <string>

#include <dnnl.hpp>
#include <omp.h>

#include "allocator.h"
#include "graft/error.h"
#include "kernels/bfloat16.h"
#include "kernels/f32_blocks.h"
#include "kernels/onednn_product.h"
#include "kernels/work_count.h"

namespace graft::kernels {
namespace {

std::string sizes_of(const Matrix& matrix) {
  return "[" + std::to_string(matrix.rows) + ", " + std::to_string(matrix.columns) + "]";
}

[[noreturn]] void fail(const Matrix& left, const Matrix& right, const dnnl::error& error) {
  throw Error("matmul: oneDNN cannot multiply " + sizes_of(left) + " and " + sizes_of(right) +
              ": " + error.what() + " (status " + std::to_string(error.status) +
              "). Check the installed oneDNN.");
}

void count(const Matrix& left, const Matrix& right, std::int64_t batch) {
  count_flops(2.0 * static_cast<double>(batch * left.rows) * static_cast<double>(left.columns) *
              static_cast<double>(right.columns));
}

// Packing costs one pass over the weight when it has changed, and saves some per cent of each
// product. It must not depend on what was computed before: the last bits differ.
bool packing_pays() {
  static const bool packs = (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) &
                             dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
  return packs && omp_in_parallel() == 0;
}

// Whether a product has the rows to make up for bringing its right operand into oneDNN's order
// first, which helps most where the left one is read column by column. As measured.
bool packing_right_pays(const Matrix& left, std::int64_t batch) {
  constexpr std::int64_t kFewTerms = 64;
  if (batch != 1 || left.row_stride != 1 || left.columns < kFewTerms || !packing_pays())
    return false;
  return left.rows >= (left.data.is_f32() ? 4096 : 128);
}

// The product of operands that oneDNN takes as they are.
void multiply(const Matrix& left, const Matrix& right, const float* bias, Elements output,
              std::int64_t batch, bool adds) {
  try {
    const bool packs = packing_right_pays(left, batch);
    OnednnProduct& product =
        onednn_product(left, right, {bias != nullptr, adds, packs, output.dtype}, batch);
    const void* elements = right.data.data;
    std::shared_ptr<void> copy;
    if (packs) {
      copy = allocate(static_cast<std::int64_t>(product.weights().get_size()));
      pack(right, product.weights(), copy.get());
      elements = copy.get();
    }
    product.run(left.data.data, elements, bias, output.data);
  } catch (const dnnl::error& error) {
    fail(left, right, error);
  }
}

// A copy of bf16 elements in f32, or nothing where they are f32.
class Widened {
 public:
  Widened(const Matrix& matrix, std::int64_t batch) : matrix_(matrix) {
    if (matrix.data.is_f32()) return;
    const std::int64_t count = batch * matrix.rows * matrix.columns;
    memory_ = allocate(count * size_of(DType::kFloat32));
    auto* const floats = static_cast<float*>(memory_.get());
    convert(matrix.data, floats, count);
    matrix_.data = floats;
  }

  const Matrix& matrix() const { return matrix_; }

 private:
  std::shared_ptr<void> memory_;
  Matrix matrix_;
};

// The same for any types.
void multiply_any(const Matrix& left, const Matrix& right, const float* bias, Elements output,
                  std::int64_t batch, bool adds) {
  const bool both_f32 = left.data.is_f32() && right.data.is_f32();
  const bool both_bf16 = !left.data.is_f32() && !right.data.is_f32();
  if ((both_f32 && output.is_f32()) || (both_bf16 && has_bf16_products())) {
    multiply(left, right, bias, output, batch, adds);
    return;
  }
  const Widened wide_left(left, batch);
  const Widened wide_right(right, batch);
  if (output.is_f32()) {
    multiply(wide_left.matrix(), wide_right.matrix(), bias, output, batch, adds);
    return;
  }
  const std::int64_t count = batch * left.rows * right.columns;
  const std::shared_ptr<void> memory = allocate(count * size_of(DType::kFloat32));
  auto* const floats = static_cast<float*>(memory.get());
  if (adds) convert(output, floats, count);
  multiply(wide_left.matrix(), wide_right.matrix(), bias, floats, batch, adds);
  convert(floats, output, count);
}

// Products without terms.
void fill_with_bias(const float* bias, Elements output, std::int64_t rows, std::int64_t columns) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t i = 0; i < columns; ++i) {
      const float value = bias == nullptr ? 0.0f : bias[i];
      convert_here(&value, output + (row * columns + i), 1);
    }
  }
}

// The weight's elements in the order of `wanted`.
std::shared_ptr<void> packed(const WeightMatrix& weight, const dnnl::memory::desc& wanted) {
  const Matrix& matrix = weight.matrix;
  // A square matrix and its transpose ask for the same layout.
  const WeightForms::Key key = {
      matrix.data.data, hash_of(wanted) ^ static_cast<std::uint64_t>(matrix.row_stride == 1)};
  return weight.forms->get(key, weight.version, static_cast<std::int64_t>(wanted.get_size()),
                           [&](void* to) { pack(matrix, wanted, to); });
}

void multiply_packed(const Matrix& left, const WeightMatrix& weight, const float* bias,
                     Elements output, bool adds) {
  try {
    OnednnProduct& product =
        onednn_product(left, weight.matrix, {bias != nullptr, adds, true, output.dtype}, 1);
    const std::shared_ptr<void> right = packed(weight, product.weights());
    product.run(left.data.data, right.get(), bias, output.data);
  } catch (const dnnl::error& error) {
    fail(left, weight.matrix, error);
  }
}

// Rounds to bf16 and back, where products of bf16 are computed in f32.
std::shared_ptr<void> rounded(const WeightMatrix& weight) {
  const std::int64_t count = weight.matrix.rows * weight.matrix.columns;
  constexpr std::uint64_t kRounded = 0;
  return weight.forms->get({weight.matrix.data.data, kRounded}, weight.version,
                           count * size_of(DType::kFloat32), [&](void* to) {
                             const ConstElements from = weight.matrix.data;
                             auto* const floats = static_cast<float*>(to);
                             for_f32_blocks<1>(
                                 {from}, floats, 0, count,
                                 [](const auto& in, float* out, std::int64_t, std::int64_t n) {
                                   for (std::int64_t i = 0; i < n; ++i) {
                                     out[i] = to_float(to_bfloat16(in[0][i]));
                                   }
                                 });
                           });
}

void multiply_by_weight(const Matrix& left, const WeightMatrix& weight, const float* bias,
                        Elements output, Packing packing, bool adds) {
  const Matrix& right = weight.matrix;
  if (left.rows * right.columns == 0) return;
  count(left, right, 1);
  const bool in_f32 = left.data.is_f32();
  if (in_f32 ? packing == Packing::kAlways || packing_pays() : has_bf16_products()) {
    multiply_packed(left, weight, bias, output, adds);
    return;
  }
  if (in_f32) {
    multiply_any(left, right, bias, output, 1, adds);
    return;
  }
  const std::shared_ptr<void> elements = rounded(weight);
  Matrix as_bf16 = right;
  as_bf16.data = static_cast<const float*>(elements.get());
  multiply_any(left, as_bf16, bias, output, 1, adds);
}

}  // namespace

bool has_bf16_products() {
  static const bool has = (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) &
                           dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
  return has;
}

void matmul(const Matrix& left, const Matrix& right, const float* bias, Elements output,
            std::int64_t batch) {
  if (batch * left.rows * right.columns == 0) return;
  if (left.columns == 0) {
    fill_with_bias(bias, output, batch * left.rows, right.columns);
    return;
  }
  count(left, right, batch);
  multiply_any(left, right, bias, output, batch, false);
}

void add_matmul(const Matrix& left, const Matrix& right, float* output) {
  if (left.rows == 0 || left.columns == 0 || right.columns == 0) return;
  count(left, right, 1);
  multiply_any(left, right, nullptr, output, 1, true);
}

void matmul(const Matrix& left, const WeightMatrix& weight, const float* bias, Elements output,
            Packing packing) {
  if (left.columns == 0) {
    fill_with_bias(bias, output, left.rows, weight.matrix.columns);
    return;
  }
  multiply_by_weight(left, weight, bias, output, packing, false);
}

void add_matmul(const Matrix& left, const WeightMatrix& weight, Elements output) {
  if (left.columns == 0) return;
  multiply_by_weight(left, weight, nullptr, output, Packing::kWherePaid, true);
}

}  // namespace graft::kernels
