#include "graft/precision.h"

#include <string>
#include <utility>

#include "graft/error.h"
#include "kernels/matmul.h"

namespace graft {
namespace {

thread_local DType current = DType::kFloat32;

DType checked(DType dtype) {
  if (dtype == DType::kFloat32 || dtype == DType::kBFloat16) return dtype;
  throw Error(std::string("ComputePrecision: ") + name_of(dtype) + ", expected f32 or bf16.");
}

}  // namespace

ComputePrecision::ComputePrecision(DType dtype) : before_(std::exchange(current, checked(dtype))) {}

ComputePrecision::~ComputePrecision() { current = before_; }

DType compute_dtype() { return current; }

bool has_fast_bf16() { return kernels::has_bf16_products(); }

}  // namespace graft
