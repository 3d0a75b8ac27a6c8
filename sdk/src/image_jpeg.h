#pragma once

#include <string>
#include <string_view>

#include "graft/image.h"
#include "image_problem.h"

namespace graft {

/// decode_image for the bytes of a JPEG file, before the picture is turned.
DecodedImage decode_jpeg(std::string_view bytes, const std::string& file,
                         const ImageOptions& options);

}  // namespace graft
