#pragma once

#include <cstdint>
#include <memory>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// What the machine can do at best: the measure that speeds are held against.
class GRAFT_API MatmulLimit {
 public:
  /// Products [size, size] x [size, size] of f32 or bf16, the right one in the layout that suits
  /// oneDNN best. Throws Error for bf16 where the processor has none.
  explicit MatmulLimit(std::int64_t size, DType dtype = DType::kFloat32);
  ~MatmulLimit();
  MatmulLimit(const MatmulLimit&) = delete;
  MatmulLimit& operator=(const MatmulLimit&) = delete;

  /// Makes one product. Returns its rate, floating-point operations per second.
  double run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Bytes per second of a[i] = b[i] + 3 c[i] over arrays that no cache holds, the written one
/// counted once. One pass.
GRAFT_API double stream_bandwidth();

/// Floating-point operations of matrix products and attention that this thread has asked for so
/// far; those of attention as if every query saw every key.
GRAFT_API double counted_flops();

}  // namespace graft
