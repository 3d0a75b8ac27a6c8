#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Largest picture that is read, pixels.
inline constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;

/// The picture in the bytes of a PNG file, [3, height, width] u8. Grey, palette and RGB pictures of
/// up to 8 bits a channel; what is transparent is composed on white. Throws InputError naming
/// `file` for what is no such file, is cut short, or has more than kMostPixels pixels.
GRAFT_API Tensor decode_png(std::string_view bytes, const std::string& file);
/// The same for a file.
GRAFT_API Tensor read_png(const std::string& path);

/// An image [channels, height, width] u8 under another size, by bicubic interpolation (a = -0.5)
/// over as many pixels as become one: across, then down, rounded in between, as Pillow does.
/// Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981.
GRAFT_API Tensor resize_image(const Tensor& image, std::int64_t height, std::int64_t width);

/// What a model reads of an image [3, height, width] u8: its shorter side resized to `size`, the
/// middle square of that, and (value / 255 - mean) / std for each channel; [3, size, size] f32.
GRAFT_API Tensor pixel_values(const Tensor& image, std::int64_t size,
                              const std::array<float, 3>& mean, const std::array<float, 3>& std);

}  // namespace graft
