#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// What memory of tensors and kernels is for.
enum class MemoryPurpose { kWeights, kGradients, kOptimizer, kActivations, kScratch };

inline constexpr std::size_t kMemoryPurposes = 5;

/// "weights", "gradients", "optimizer", "activations", "scratch".
GRAFT_API const char* name_of(MemoryPurpose purpose);

/// What this thread allocates while one of these lives counts for this purpose; outside of all
/// scopes, for activations. Parameters that a module registers count as weights, and what
/// `backward` leaves at a leaf as gradient, wherever they were allocated.
class GRAFT_API MemoryScope {
 public:
  explicit MemoryScope(MemoryPurpose purpose);
  ~MemoryScope();
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;

 private:
  MemoryPurpose before_;
};

/// Counts the memory of a tensor for this purpose from now on. Does nothing where the memory is not
/// the tensors' own, as that of a mapped file.
GRAFT_API void count_as(const Tensor& tensor, MemoryPurpose purpose);

/// Bytes, as they were allocated: sizes are rounded up.
struct GRAFT_API MemoryBytes {
  std::array<std::int64_t, kMemoryPurposes> of = {};

  std::int64_t operator[](MemoryPurpose purpose) const {
    return of[static_cast<std::size_t>(purpose)];
  }
  std::int64_t total() const;
};

/// Memory of all tensors and kernels of this process.
struct GRAFT_API MemoryUse {
  MemoryBytes in_use;
  MemoryBytes peak;  // when the total was largest
};

GRAFT_API MemoryUse memory_use();
/// Forgets the peak: it is now what is in use.
GRAFT_API void restart_memory_peak();

}  // namespace graft
