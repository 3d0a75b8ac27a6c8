#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "graft/tensor.h"

namespace graft {

/// The values of an image of u8, channel after channel.
inline std::vector<int> values_of(const Tensor& image) {
  const auto* const data = image.data<std::uint8_t>();
  return {data, data + image.numel()};
}

/// Samples as a string of bytes.
inline std::string bytes_of(std::initializer_list<int> samples) {
  std::string bytes;
  for (const int sample : samples) bytes += static_cast<char>(sample);
  return bytes;
}

}  // namespace graft
