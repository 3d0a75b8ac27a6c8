#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// While it lives, ops on this thread that make activations from something else (`embedding` from
/// ids, `patches` from pixels) make them of this type. The ops after them keep the type of what
/// they are given; where bf16 and f32 meet, the result is bf16. Parameters, their gradients, sums
/// inside an op, norms and losses stay f32.
class GRAFT_API ComputePrecision {
 public:
  /// kFloat32 or kBFloat16; throws Error otherwise.
  explicit ComputePrecision(DType dtype);
  ~ComputePrecision();
  ComputePrecision(const ComputePrecision&) = delete;
  ComputePrecision& operator=(const ComputePrecision&) = delete;

 private:
  DType before_;
};

/// Of this thread; kFloat32 where nobody asked for another.
GRAFT_API DType compute_dtype();

/// Whether this processor multiplies bf16 matrices faster than f32 ones. Where it does not, bf16
/// works as well, with the same rounding, but more slowly than f32.
GRAFT_API bool has_fast_bf16();

}  // namespace graft
