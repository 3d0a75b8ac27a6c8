#pragma once

#include <cstdint>

#include "kernels/bfloat16.h"
#include "kernels/elements.h"
#include "kernels/scratch_buffer.h"

namespace graft::kernels {

/// Rows of `columns` elements as f32, for kernels over whole rows: those of f32 where they lie,
/// those of bf16 converted, `most` rows at a time, in memory of the calling thread. `kSlot` tells
/// apart what one kernel reads and writes at the same time.
template <int kSlot>
class F32Rows {
 public:
  F32Rows(std::int64_t columns, std::int64_t most) : columns_(columns), most_(most) {}

  const float* read(ConstElements from, std::int64_t rows) {
    if (from.is_f32()) return from.f32();
    float* const floats = buffer();
    convert_here(from, floats, rows * columns_);
    return floats;
  }

  /// Where to write rows that `finish` then puts in their place. Null for none.
  float* place(Elements to) { return to.is_f32() ? to.f32() : buffer(); }
  void finish(Elements to, std::int64_t rows) {
    if (!to.is_f32()) convert_here(buffer(), to, rows * columns_);
  }

  /// `most` rows of this thread.
  float* buffer() {
    thread_local ScratchBuffer scratch;
    return static_cast<float*>(scratch.reserve(most_ * columns_ * size_of(DType::kFloat32)));
  }

 private:
  std::int64_t columns_;
  std::int64_t most_;
};

/// Rows that a kernel takes at a time: as many as the first cache holds if they are converted, or
/// `all`.
inline std::int64_t rows_at_a_time(bool converts, std::int64_t all, std::int64_t columns) {
  constexpr std::int64_t kElements = 2048;
  if (!converts) return all < 1 ? 1 : all;
  return columns >= kElements ? 1 : kElements / (columns < 1 ? 1 : columns);
}

}  // namespace graft::kernels
