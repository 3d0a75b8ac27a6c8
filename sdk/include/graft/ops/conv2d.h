#pragma once

#include <array>
#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Pairs are {height, width}.
struct GRAFT_API Conv2dOptions {
  std::array<std::int64_t, 2> stride = {1, 1};    // pixels from one window to the next
  std::array<std::int64_t, 2> padding = {0, 0};   // pixels of 0 on either side
  std::array<std::int64_t, 2> dilation = {1, 1};  // pixels from one weight to the next
  std::int64_t groups = 1;  // channels are cut into so many parts that do not see each other
};

/// Two-dimensional convolution (without turning the weight round, as everywhere in the field).
///
///   input    [batch, in_channels, height, width]                     f32 or bf16
///   weight   [out_channels, in_channels / groups, kernel_height, kernel_width]
///   bias     [out_channels], or undefined for none
///   returns  [batch, out_channels, out_height, out_width], where
///            out = (size + 2 padding - dilation (kernel - 1) - 1) / stride + 1, rounded down
///
/// Windows are laid out as columns of a matrix for some rows of one image at a time, never for the
/// whole batch. One dimension: sizes, kernel and options of height 1. Patches that do not overlap:
/// see `patches`. Throws ShapeError when sizes disagree or the kernel is larger than the padded
/// input, Error for options out of range. Source: LeCun et al., "Backpropagation Applied to
/// Handwritten Zip Code Recognition", 1989; Chellapilla et al., "High Performance Convolutional
/// Neural Networks for Document Processing", 2006 (the matrix).
GRAFT_API Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias = Tensor(),
                        const Conv2dOptions& options = {});

}  // namespace graft
