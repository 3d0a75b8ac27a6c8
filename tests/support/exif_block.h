#pragma once

#include <string>

namespace graft {

/// A block of EXIF with two entries, the second of which is the orientation. `order`: "II" for the
/// lowest byte first, "MM" for the highest.
inline std::string exif_block(int orientation, const std::string& order = "II") {
  const auto number = [&order](unsigned value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) {
      const int shift = 8 * (order == "II" ? i : size - 1 - i);
      bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
  };
  const auto entry = [&number](unsigned tag, unsigned value) {
    return number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + number(0, 2);
  };
  return order + number(42, 2) + number(8, 4) + number(2, 2) + entry(259, 6) +
         entry(274, static_cast<unsigned>(orientation)) + number(0, 4);
}

}  // namespace graft
