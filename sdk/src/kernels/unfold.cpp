#include "kernels/unfold.h"

#include <algorithm>

#include "graft/parallel.h"

namespace graft::kernels {
namespace {

// Windows [begin, end) along an axis whose element `k` lies inside the image.
struct Inside {
  std::int64_t begin;
  std::int64_t end;

  Inside(const Axis& axis, std::int64_t k) {
    const std::int64_t start = axis.position(0, k);
    begin = start < 0 ? (-start + axis.stride - 1) / axis.stride : 0;
    end = start < axis.size ? (axis.size - 1 - start) / axis.stride + 1 : 0;
    begin = std::min(begin, axis.windows);
    end = std::clamp(end, begin, axis.windows);
  }
};

std::int64_t grain(const Windows& windows, std::int64_t first, std::int64_t last) {
  return 16384 / (windows.height.kernel * windows.width.kernel * (last - first) *
                      windows.width.windows +
                  1) +
         1;  // channels worth a thread
}

// Calls visit(ky, kx, row) for every element of a window, `row` being its row of `columns`.
template <class Visit>
void for_each_element(const Windows& windows, std::int64_t channel, const Visit& visit) {
  std::int64_t row = channel * windows.height.kernel * windows.width.kernel;
  for (std::int64_t ky = 0; ky < windows.height.kernel; ++ky) {
    for (std::int64_t kx = 0; kx < windows.width.kernel; ++kx) visit(ky, kx, row++);
  }
}

}  // namespace

void unfold(const Windows& windows, const float* image, std::int64_t first, std::int64_t last,
            float* columns) {
  const Axis& height = windows.height;
  const Axis& width = windows.width;
  parallel_for(
      windows.channels, grain(windows, first, last), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t c = begin; c < end; ++c) {
          const float* const plane = image + c * height.size * width.size;
          for_each_element(windows, c, [&](std::int64_t ky, std::int64_t kx, std::int64_t row) {
            const Inside inside(width, kx);
            float* to = columns + row * (last - first) * width.windows;
            for (std::int64_t w = first; w < last; ++w, to += width.windows) {
              const std::int64_t y = height.position(w, ky);
              if (y < 0 || y >= height.size) {
                std::fill_n(to, width.windows, 0.0f);
                continue;
              }
              const float* const line = plane + y * width.size;
              std::fill_n(to, inside.begin, 0.0f);
              for (std::int64_t x = inside.begin; x < inside.end; ++x) {
                to[x] = line[width.position(x, kx)];
              }
              std::fill(to + inside.end, to + width.windows, 0.0f);
            }
          });
        }
      });
}

void fold_add(const Windows& windows, const float* columns, std::int64_t first, std::int64_t last,
              float* image) {
  const Axis& height = windows.height;
  const Axis& width = windows.width;
  // A channel is one thread's: no two of them meet in one pixel.
  parallel_for(
      windows.channels, grain(windows, first, last), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t c = begin; c < end; ++c) {
          float* const plane = image + c * height.size * width.size;
          for_each_element(windows, c, [&](std::int64_t ky, std::int64_t kx, std::int64_t row) {
            const Inside inside(width, kx);
            const float* from = columns + row * (last - first) * width.windows;
            for (std::int64_t w = first; w < last; ++w, from += width.windows) {
              const std::int64_t y = height.position(w, ky);
              if (y < 0 || y >= height.size) continue;
              float* const line = plane + y * width.size;
              for (std::int64_t x = inside.begin; x < inside.end; ++x) {
                line[width.position(x, kx)] += from[x];
              }
            }
          });
        }
      });
}

}  // namespace graft::kernels
