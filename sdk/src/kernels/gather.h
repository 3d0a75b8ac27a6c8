#pragma once

#include <cstdint>

namespace graft::kernels {

/// A tensor [outer, size, inner], and indices [outer, count, inner] into its middle dimension.
struct Indexed {
  std::int64_t outer;
  std::int64_t size;
  std::int64_t count;
  std::int64_t inner;
};

/// output[o, c, i] = input[o, index[o, c, i], i]. An element has 1, 2, 4 or 8 bytes.
void gather(const Indexed& sizes, std::int64_t element_bytes, const void* input,
            const std::int64_t* index, void* output);

/// output[o, index[o, c, i], i] += source[o, c, i], in order of c.
void scatter_add(const Indexed& sizes, const float* source, const std::int64_t* index,
                 float* output);

}  // namespace graft::kernels
