#pragma once

#include <cstdint>
#include <string_view>

#include "graft/error.h"
#include "graft/image.h"

namespace graft {

/// Any bytes are a picture that a model can read, or an InputError. Pictures are kept small: the
/// limit of pixels is part of what is tested, and large ones would only take time.
inline void decode_for_a_model(std::string_view bytes) {
  ImageOptions options;
  options.max_pixels = 1 << 14;
  try {
    const Tensor image = decode_image(bytes, "image", options);
    if (image.dim(0) != 3 || image.dim(1) * image.dim(2) > options.max_pixels) __builtin_trap();
    pixel_values(image, 5, {0.5f, 0.5f, 0.5f}, {0.5f, 0.5f, 0.5f});
  } catch (const InputError&) {
  }
}

}  // namespace graft
