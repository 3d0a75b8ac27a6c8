#include "kernels/rows.h"

#include <algorithm>
#include <cstring>

#include "graft/parallel.h"
#include "kernels/bfloat16.h"

namespace graft::kernels {

void gather_rows(const void* table, const std::int64_t* rows, std::int64_t count,
                 std::int64_t row_bytes, void* output) {
  const auto* const from = static_cast<const char*>(table);
  auto* const to = static_cast<char*>(output);
  parallel_for(count, (1 << 18) / (row_bytes + 1) + 1, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      std::memcpy(to + i * row_bytes, from + rows[i] * row_bytes,
                  static_cast<std::size_t>(row_bytes));
    }
  });
}

void gather_rows(ConstElements table, const std::int64_t* rows, std::int64_t count,
                 std::int64_t width, Elements output) {
  parallel_for(count, 65536 / (width + 1) + 1, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      convert_here(table + rows[i] * width, output + i * width, width);
    }
  });
}

void scatter_add_rows(const float* input, const std::int64_t* rows, std::int64_t count,
                      std::int64_t width, float* table) {
  // Threads share out columns, so that no two of them meet in one element. A strip is as wide as a
  // cache line.
  constexpr std::int64_t kStrip = 16;
  const std::int64_t strips = (width + kStrip - 1) / kStrip;
  parallel_for(strips, 65536 / (kStrip * count + 1) + 1, [=](std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * kStrip;
    const std::int64_t last = std::min(end * kStrip, width);
    for (std::int64_t i = 0; i < count; ++i) {
      const float* const from = input + i * width;
      float* const to = table + rows[i] * width;
      for (std::int64_t c = first; c < last; ++c) to[c] += from[c];
    }
  });
}

}  // namespace graft::kernels
