#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Cuts images into square patches that do not overlap, row by row, each as one vector in the order
/// of a convolution's weight [out, channels, patch_size, patch_size].
///
///   pixel_values  [batch, channels, height, width]  f32, both sizes multiples of patch_size
///   returns       [batch, patches, channels * patch_size * patch_size] of compute_dtype()
///
/// Throws ShapeError when the sizes do not divide.
/// Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", 2021.
GRAFT_API Tensor patches(const Tensor& pixel_values, std::int64_t patch_size);

}  // namespace graft
