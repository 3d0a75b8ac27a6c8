#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "graft/parallel.h"
#include "graft/tensor.h"

namespace graft::kernels {

/// Nested loops over an output that is written in order, and where each operand is read meanwhile.
struct LoopNest {
  Shape sizes;                 // outermost first, never empty
  std::vector<Shape> strides;  // [operand][dimension], in elements; 0 where an operand repeats
};

/// Elements from one index of each dimension to the next, for a tensor whose elements are counted.
Shape strides_of(const Shape& shape);

/// Without dimensions of size 1, and with neighbouring dimensions joined where no operand minds.
LoopNest joined(const LoopNest& nest);

/// Each operand repeated to `output`, last dimension to last dimension. The output has elements.
LoopNest broadcast_nest(const Shape& output, const std::vector<Shape>& operands);

/// Calls body(output_offset, operand_offsets, count) for stretches of the innermost loop, so that
/// all of the output is covered. `grain`: elements worth a thread.
template <class Body>
void for_each_run(const LoopNest& nest, std::int64_t grain, const Body& body) {
  const std::size_t last = nest.sizes.size() - 1;
  const std::size_t operands = nest.strides.size();
  parallel_for(element_count(nest.sizes), grain, [&](std::int64_t begin, std::int64_t end) {
    Shape index(nest.sizes.size());
    std::vector<std::int64_t> offsets(operands);
    std::int64_t rest = begin;
    for (std::size_t d = last + 1; d-- > 0; rest /= nest.sizes[d]) {
      index[d] = rest % nest.sizes[d];
      for (std::size_t o = 0; o < operands; ++o) offsets[o] += index[d] * nest.strides[o][d];
    }
    while (begin < end) {
      const std::int64_t count = std::min(end - begin, nest.sizes[last] - index[last]);
      body(begin, offsets.data(), count);
      begin += count;
      index[last] += count;
      for (std::size_t o = 0; o < operands; ++o) offsets[o] += count * nest.strides[o][last];
      for (std::size_t d = last; d > 0 && index[d] == nest.sizes[d]; --d) {
        index[d] = 0;
        ++index[d - 1];
        for (std::size_t o = 0; o < operands; ++o) {
          offsets[o] += nest.strides[o][d - 1] - nest.sizes[d] * nest.strides[o][d];
        }
      }
    }
  });
}

}  // namespace graft::kernels
