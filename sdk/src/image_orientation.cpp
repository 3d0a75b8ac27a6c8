#include "image_orientation.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace graft {

namespace {

constexpr std::uint32_t kOrientationTag = 274;
constexpr std::uint32_t kShort = 3;
constexpr std::size_t kEntryBytes = 12;

/// Whole numbers of a block of TIFF, in its byte order.
class TiffBytes {
 public:
  explicit TiffBytes(std::string_view bytes)
      : bytes_(bytes), high_first_(bytes.starts_with("MM")) {}

  /// The number of `size` bytes at `offset`; nullopt where the block ends before.
  std::optional<std::uint32_t> number(std::size_t offset, std::size_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t at = offset + (high_first_ ? i : size - 1 - i);
      value = value << 8 | static_cast<unsigned char>(bytes_[at]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool high_first_;
};

}  // namespace

int exif_orientation(std::string_view exif) {
  if (!exif.starts_with("II") && !exif.starts_with("MM")) return 1;
  const TiffBytes tiff(exif);
  const auto directory = tiff.number(4, 4);
  if (tiff.number(2, 2) != 42u || !directory) return 1;
  const std::uint32_t count = tiff.number(*directory, 2).value_or(0);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * kEntryBytes;
    const auto tag = tiff.number(entry, 2);
    if (!tag) break;
    if (*tag != kOrientationTag) continue;
    const std::uint32_t value = tiff.number(entry + 8, 2).value_or(1);
    const bool is_known = tiff.number(entry + 2, 2) == kShort && value >= 1 && value <= 8;
    return is_known ? static_cast<int>(value) : 1;
  }
  return 1;
}

Tensor oriented(const Tensor& image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const bool is_transposed = orientation >= 5;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const std::int64_t height = image.dim(1);
  const std::int64_t width = image.dim(2);
  // How far the source moves for a step to the right and for one down in the result.
  const std::int64_t column_step = from_right ? -1 : 1;
  const std::int64_t row_step = from_below ? -width : width;
  const std::int64_t across = is_transposed ? row_step : column_step;
  const std::int64_t down = is_transposed ? column_step : row_step;
  const std::int64_t start = (from_below ? (height - 1) * width : 0) + (from_right ? width - 1 : 0);
  const std::int64_t new_height = is_transposed ? width : height;
  const std::int64_t new_width = is_transposed ? height : width;

  Tensor result({image.dim(0), new_height, new_width}, DType::kUInt8);
  const auto* const source = image.data<std::uint8_t>();
  auto* to = result.data<std::uint8_t>();
  for (std::int64_t channel = 0; channel < image.dim(0); ++channel) {
    for (std::int64_t y = 0; y < new_height; ++y) {
      std::int64_t from = channel * height * width + start + y * down;
      for (std::int64_t x = 0; x < new_width; ++x, from += across) *to++ = source[from];
    }
  }
  return result;
}

}  // namespace graft
