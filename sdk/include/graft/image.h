#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Largest picture that is read unless ImageOptions say otherwise, pixels.
inline constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;

struct ImageOptions {
  std::array<std::uint8_t, 3> background = {255, 255, 255};  // red, green, blue
  std::int64_t max_pixels = kMostPixels;
};

/// The picture in the bytes of a PNG or JPEG file, which its first bytes tell apart: [3, height,
/// width] u8, red, green and blue.
///
/// PNG: every colour type and bit depth, interlaced or not. 16 bits become the nearest 8. What is
/// transparent is composed on `background`; Pillow's `convert("RGB")`, which CLIP's published
/// preprocessing calls, drops the transparency instead and shows the colour that it hides.
/// JPEG: baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK. The last two are taken as
/// inverted, the way Adobe writes them, and a colour is (1 - ink) (1 - black), both as in Pillow.
/// Either is turned as its EXIF orientation says; colour profiles and gamma are not applied.
///
/// Throws InputError naming `file`: no PNG or JPEG picture, cut short, damaged (also where a viewer
/// would show a part of it), or more than `max_pixels`, before memory is taken for them.
/// Sources: PNG specification, third edition; ITU-T T.81; CIPA DC-008 (EXIF) 2.32, 4.6.4.
GRAFT_API Tensor decode_image(std::string_view bytes, const std::string& file,
                              const ImageOptions& options = {});
/// The same for a file.
GRAFT_API Tensor read_image(const std::string& path, const ImageOptions& options = {});
/// Throws InputError unless a file begins as PNG or JPEG files do. Reads no more than that.
GRAFT_API void require_image_file(const std::string& path);

/// An image [channels, height, width] u8 under another size, by bicubic interpolation (a = -0.5)
/// over as many pixels as become one: across, then down, rounded in between, as Pillow does.
/// Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981.
GRAFT_API Tensor resize_image(const Tensor& image, std::int64_t height, std::int64_t width);

/// What a model reads of an image [3, height, width] u8: its shorter side resized to `size` and the
/// longer one to floor(size longer / shorter), the middle square of that, and
/// (value / 255 - mean) / std for each channel; [3, size, size] f32. Where the margins cannot be
/// equal the upper or left one is the smaller, as in CLIPImageProcessor of the transformers library
/// (torchvision rounds it to the nearest even number).
GRAFT_API Tensor pixel_values(const Tensor& image, std::int64_t size,
                              const std::array<float, 3>& mean, const std::array<float, 3>& std);

}  // namespace graft
