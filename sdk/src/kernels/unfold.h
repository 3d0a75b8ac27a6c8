#pragma once

#include <cstdint>

namespace graft::kernels {

/// A window that moves along one dimension of an image.
struct Axis {
  std::int64_t size;  // of the image
  std::int64_t kernel;
  std::int64_t stride;
  std::int64_t padding;
  std::int64_t dilation;
  std::int64_t windows;  // places of the window

  /// Position in the image, or outside of it, of element `k` of window `w`.
  std::int64_t position(std::int64_t w, std::int64_t k) const {
    return w * stride - padding + k * dilation;
  }
};

/// The windows of one image [channels, height.size, width.size].
struct Windows {
  std::int64_t channels;
  Axis height;
  Axis width;

  /// Elements of a window.
  std::int64_t elements() const { return channels * height.kernel * width.kernel; }
};

/// columns[(c, ky, kx), (w - first, x)] = the pixel of channel c that window (w, x) has at (ky,
/// kx), 0 outside of the image, for rows of windows w in [first, last) and all x.
void unfold(const Windows& windows, const float* image, std::int64_t first, std::int64_t last,
            float* columns);

/// Adds each of `columns` to the pixel it came from.
void fold_add(const Windows& windows, const float* columns, std::int64_t first, std::int64_t last,
              float* image);

}  // namespace graft::kernels
