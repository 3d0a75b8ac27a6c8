#pragma once

#include <cstdint>
#include <string>

#include "graft/tensor.h"

namespace graft {

/// What a file of pictures holds, before it is turned.
struct DecodedImage {
  Tensor pixels;        // [3, height, width] u8
  int orientation = 1;  // of EXIF, 1 to 8
};

/// Throws InputError with one problem about `file`.
[[noreturn]] void refuse_image(const std::string& file, const std::string& message,
                               const std::string& hint = "replace the file");

/// Throws InputError when a picture has more pixels than `most`.
void check_pixels(const std::string& file, std::int64_t width, std::int64_t height,
                  std::int64_t most);

}  // namespace graft
