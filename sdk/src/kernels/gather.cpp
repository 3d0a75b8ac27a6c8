#include "kernels/gather.h"

#include <algorithm>

#include "graft/parallel.h"

namespace graft::kernels {
namespace {

constexpr std::int64_t kStrip = 256;  // inner elements that a thread takes at a time

// Calls visit(entry, index_position) for each index: `entry` is where entry 0 of its line lies. No
// two threads have indices of one line.
template <class Visit>
void for_each_index(const Indexed& sizes, const Visit& visit) {
  if (sizes.count == 0 || sizes.inner == 0) return;
  const std::int64_t strips = (sizes.inner + kStrip - 1) / kStrip;
  const std::int64_t width = std::min(kStrip, sizes.inner);
  parallel_for(sizes.outer * strips, 16384 / (sizes.count * width) + 1,
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t part = begin; part < end; ++part) {
                   const std::int64_t o = part / strips;
                   const std::int64_t first = part % strips * kStrip;
                   const std::int64_t last = std::min(sizes.inner, first + kStrip);
                   for (std::int64_t c = 0; c < sizes.count; ++c) {
                     for (std::int64_t i = first; i < last; ++i) {
                       visit(o * sizes.size * sizes.inner + i,
                             (o * sizes.count + c) * sizes.inner + i);
                     }
                   }
                 }
               });
}

template <typename T>
void gather_elements(const Indexed& sizes, const void* input, const std::int64_t* index,
                     void* output) {
  const auto* const from = static_cast<const T*>(input);
  auto* const to = static_cast<T*>(output);
  for_each_index(sizes, [=, inner = sizes.inner](std::int64_t entry, std::int64_t position) {
    to[position] = from[entry + index[position] * inner];
  });
}

}  // namespace

void gather(const Indexed& sizes, std::int64_t element_bytes, const void* input,
            const std::int64_t* index, void* output) {
  switch (element_bytes) {
    case 1:
      return gather_elements<std::uint8_t>(sizes, input, index, output);
    case 2:
      return gather_elements<std::uint16_t>(sizes, input, index, output);
    case 4:
      return gather_elements<std::uint32_t>(sizes, input, index, output);
    default:
      return gather_elements<std::uint64_t>(sizes, input, index, output);
  }
}

void scatter_add(const Indexed& sizes, const float* source, const std::int64_t* index,
                 float* output) {
  for_each_index(sizes, [=, inner = sizes.inner](std::int64_t entry, std::int64_t position) {
    output[entry + index[position] * inner] += source[position];
  });
}

}  // namespace graft::kernels
