#include "kernels/weight_forms.h"

#include <algorithm>
#include <utility>

#include "allocator.h"
#include "graft/memory.h"

namespace graft::kernels {
namespace {

constexpr std::size_t kMostForms = 8;  // of one weight; some are read by few shapes only

}  // namespace

std::shared_ptr<void> WeightForms::get(const Key& key, std::uint64_t version, std::int64_t bytes,
                                       const std::function<void(void* to)>& make) {
  const std::lock_guard lock(mutex_);
  auto found = std::find_if(forms_.begin(), forms_.end(),
                            [&key](const Form& form) { return form.key == key; });
  if (found == forms_.end()) {
    if (forms_.size() == kMostForms) forms_.erase(forms_.begin());
    forms_.push_back({key, version, bytes, nullptr});
    found = forms_.end() - 1;
  } else {
    std::rotate(found, found + 1, forms_.end());  // the last used stands last
    found = forms_.end() - 1;
    if (found->memory && found->version == version && found->bytes == bytes) return found->memory;
  }
  // Whoever still reads the old copy keeps it.
  if (!found->memory || found->bytes != bytes || found->memory.use_count() > 1) {
    const MemoryScope scope(MemoryPurpose::kWeights);
    found->memory.reset();
    found->memory = allocate(bytes);
    found->bytes = bytes;
  }
  // Until it is whole, it is of no version: `make` may throw.
  std::shared_ptr<void> memory = std::move(found->memory);
  found->memory.reset();
  make(memory.get());
  found->version = version;
  found->memory = memory;
  return memory;
}

}  // namespace graft::kernels
