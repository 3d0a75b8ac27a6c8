#pragma once

#include <string_view>

#include "graft/tensor.h"

namespace graft {

/// The orientation that a block of EXIF gives, 1 to 8; 1 (as it is) where it gives none, or is no
/// EXIF. `exif` begins with the TIFF header. Source: CIPA DC-008 2.32, 4.5.2 and tag 274.
int exif_orientation(std::string_view exif);

/// An image [channels, height, width] u8 turned and mirrored so that it stands upright. For 5 to 8
/// height and width change places.
Tensor oriented(const Tensor& image, int orientation);

}  // namespace graft
