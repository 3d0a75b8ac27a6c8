#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

// output[i] = left[i] op right[i % period], i < count; `period` divides `count`. The output may be
// the memory of either operand of full length.

void add(ConstElements left, ConstElements right, Elements output, std::int64_t count,
         std::int64_t period);
void subtract(ConstElements left, ConstElements right, Elements output, std::int64_t count,
              std::int64_t period);
void multiply(ConstElements left, ConstElements right, Elements output, std::int64_t count,
              std::int64_t period);

/// output[i] = input[i] * factor. Both may be the same memory.
void scale(ConstElements input, float factor, Elements output, std::int64_t count);

}  // namespace graft::kernels
