#include "graft/memory.h"

#include <numeric>

#include "allocator.h"
#include "tensor_state.h"

namespace graft {

const char* name_of(MemoryPurpose purpose) {
  switch (purpose) {
    case MemoryPurpose::kWeights:
      return "weights";
    case MemoryPurpose::kGradients:
      return "gradients";
    case MemoryPurpose::kOptimizer:
      return "optimizer";
    case MemoryPurpose::kActivations:
      return "activations";
    case MemoryPurpose::kScratch:
      return "scratch";
  }
  return "?";
}

MemoryScope::MemoryScope(MemoryPurpose purpose) : before_(purpose_of_thread()) {
  purpose_of_thread() = purpose;
}

MemoryScope::~MemoryScope() { purpose_of_thread() = before_; }

void count_as(const Tensor& tensor, MemoryPurpose purpose) {
  const auto* const state = static_cast<const TensorState*>(tensor.id());
  if (state != nullptr && !state->is_borrowed) count_block_as(state->storage->memory, purpose);
}

std::int64_t MemoryBytes::total() const {
  return std::accumulate(of.begin(), of.end(), std::int64_t{0});
}

MemoryUse memory_use() { return allocator_status().use; }

void restart_memory_peak() { restart_allocator_peak(); }

}  // namespace graft
