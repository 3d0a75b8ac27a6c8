#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "graft/parallel.h"
#include "kernels/elements.h"
#include "kernels/elementwise.h"
#include "kernels/f32_rows.h"
#include "kernels/vector_width.h"

namespace graft::kernels {

/// The rows that a norm normalizes: `input`, or, with an `addend`, input + addend, which is written
/// to `sum` on the way.
struct NormInput {
  ConstElements input;
  ConstElements addend = nullptr;
  Elements sum = nullptr;
};

/// Where the gradient of a norm's input goes, unless it is null. With `so_far`, that is added to
/// it; both may be the same memory.
struct NormInputGradient {
  Elements grad_input = nullptr;
  ConstElements so_far = nullptr;
};

/// Calls normalize(from, to, row, count) for `count` rows of `columns` f32 elements from `row` on,
/// for all of them, on several threads.
template <class Normalize>
void for_norm_rows(const NormInput& input, Elements output, std::int64_t rows, std::int64_t columns,
                   const Normalize& normalize) {
  const std::int64_t grain = 16384 / (columns + 1) + 1;  // rows worth a thread
  const bool adds = input.addend.data != nullptr;
  const ConstElements source = adds ? ConstElements(input.sum) : input.input;
  parallel_for(rows, grain, [&](std::int64_t begin, std::int64_t end) {
    const bool in_parts = adds || !source.is_f32() || !output.is_f32();
    const std::int64_t most = rows_at_a_time(in_parts, end - begin, columns);
    F32Rows<0> read(columns, most);
    F32Rows<1> written(columns, most);
    for (std::int64_t row = begin; row < end; row += most) {
      const std::int64_t count = std::min(most, end - row);
      const std::int64_t first = row * columns;
      const std::int64_t elements = count * columns;
      if (adds) {
        add(input.input + first, input.addend + first, input.sum + first, elements, elements);
      }
      normalize(read.read(source + first, count), written.place(output + first), row, count);
      written.finish(output + first, count);
    }
  });
}

/// Calls differentiate(from, grad, to, row, count, sums) likewise, where `to` is null if no
/// gradient of the input is wanted, and `sums` holds `sums_per_column` rows of sums over rows.
/// Returns the sums of all, each row padded to whole vectors. They are over stretches of a fixed
/// number of rows, added in order, whatever the number of threads.
template <class Differentiate>
std::vector<float> for_norm_gradient_rows(ConstElements input, ConstElements grad_output,
                                          const NormInputGradient& gradient, std::int64_t rows,
                                          std::int64_t columns, std::int64_t sums_per_column,
                                          const Differentiate& differentiate) {
  constexpr std::int64_t kMostStretches = 16;
  const std::int64_t width = padded_to_lanes(columns) * sums_per_column;
  const std::int64_t stretch =
      std::max<std::int64_t>((rows + kMostStretches - 1) / kMostStretches, 32);
  const std::int64_t stretches = (rows + stretch - 1) / stretch;
  std::vector<float> sums(static_cast<std::size_t>(width * std::max<std::int64_t>(stretches, 1)));
  const bool has_grad_input = gradient.grad_input.data != nullptr;
  const bool adds = gradient.so_far.data != nullptr;
  const bool in_parts = adds || !input.is_f32() || !grad_output.is_f32();
  const std::int64_t most = rows_at_a_time(in_parts, stretch, columns);
  const std::int64_t grain = 8192 / (stretch * columns + 1) + 1;
  parallel_for(stretches, grain, [&](std::int64_t begin, std::int64_t end) {
    F32Rows<0> read(columns, most);
    F32Rows<1> read_grad(columns, most);
    F32Rows<2> written(columns, most);
    for (std::int64_t s = begin; s < end; ++s) {
      const std::int64_t last = std::min((s + 1) * stretch, rows);
      for (std::int64_t row = s * stretch; row < last; row += most) {
        const std::int64_t count = std::min(most, last - row);
        const std::int64_t first = row * columns;
        const Elements place = has_grad_input ? gradient.grad_input + first : Elements();
        float* const to = adds ? written.buffer() : written.place(place);
        differentiate(read.read(input + first, count), read_grad.read(grad_output + first, count),
                      to, row, count, sums.data() + width * s);
        if (adds) {
          const std::int64_t elements = count * columns;
          add(to, gradient.so_far + first, place, elements, elements);
        } else {
          written.finish(place, count);
        }
      }
    }
  });
  for (std::int64_t s = 1; s < stretches; ++s) {
    add(sums.data(), sums.data() + width * s, sums.data(), width, width);
  }
  return sums;
}

}  // namespace graft::kernels
