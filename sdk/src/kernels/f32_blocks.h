#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/bfloat16.h"
#include "kernels/elements.h"

namespace graft::kernels {

/// Calls body(inputs, output, first, count) with f32 elements [first, first + count), from `begin`
/// to `end`. What is f32 already is passed at once and in place; bf16 is converted, so many
/// elements at a time as the first cache holds, and the result back. `body` may not read an input
/// before `first`.
template <std::size_t kInputs, class Body>
void for_f32_blocks(const std::array<ConstElements, kInputs>& inputs, Elements output,
                    std::int64_t begin, std::int64_t end, const Body& body) {
  constexpr std::int64_t kBlock = 1024;
  bool all_f32 = output.is_f32();
  for (const ConstElements& input : inputs) all_f32 = all_f32 && input.is_f32();
  std::array<const float*, kInputs> from;
  if (all_f32) {
    for (std::size_t i = 0; i < kInputs; ++i) from[i] = inputs[i].f32() + begin;
    body(from, output.f32() + begin, begin, end - begin);
    return;
  }
  alignas(64) float buffers[kInputs + 1][kBlock];
  for (std::int64_t first = begin; first < end; first += kBlock) {
    const std::int64_t count = end - first < kBlock ? end - first : kBlock;
    for (std::size_t i = 0; i < kInputs; ++i) {
      from[i] = inputs[i].is_f32() ? inputs[i].f32() + first : buffers[i];
      if (!inputs[i].is_f32()) convert_here(inputs[i] + first, buffers[i], count);
    }
    float* const to = output.is_f32() ? output.f32() + first : buffers[kInputs];
    body(from, to, first, count);
    if (!output.is_f32()) convert_here(buffers[kInputs], output + first, count);
  }
}

}  // namespace graft::kernels
