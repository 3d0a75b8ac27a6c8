#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <png.h>

namespace graft {

/// How a picture is stored. `pixels` are rows of packed samples, as libpng wants them.
struct PngPicture {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int bit_depth = 8;
  int colour_type = PNG_COLOR_TYPE_RGB;
  int interlace = PNG_INTERLACE_NONE;
  std::string pixels;
  /// Sets what else stands before the pixels: a palette, transparency.
  std::function<void(png_structp, png_infop)> more;
};

/// The bytes of a PNG file. libpng ends the program on a mistake.
inline std::string png_bytes(const PngPicture& picture) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  const auto append = [](png_structp from, png_bytep data, png_size_t count) {
    static_cast<std::string*>(png_get_io_ptr(from))
        ->append(reinterpret_cast<const char*>(data), count);
  };
  png_set_write_fn(png, &bytes, append, nullptr);
  png_set_IHDR(png, info, picture.width, picture.height, picture.bit_depth, picture.colour_type,
               picture.interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (picture.more) picture.more(png, info);
  std::string pixels = picture.pixels;
  const std::size_t row_bytes = pixels.size() / picture.height;
  std::vector<png_bytep> rows;
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    rows.push_back(reinterpret_cast<png_bytep>(pixels.data()) + y * row_bytes);
  }
  png_write_info(png, info);
  png_write_image(png, rows.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

/// A chunk of a PNG file: `type` of four letters, with its length and checksum.
inline std::string png_chunk(const std::string& type, const std::string& content) {
  const auto number = [](std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
  };
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : type + content) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0u);
  }
  return number(static_cast<std::uint32_t>(content.size())) + type + content +
         number(crc ^ 0xffffffffu);
}

/// `file` with a chunk more, in front of its first chunk of type `before`.
inline std::string with_chunk(std::string file, const std::string& before,
                              const std::string& chunk) {
  return file.insert(file.find(before) - 4, chunk);
}

/// A picture of one colour.
inline std::string plain_png(std::uint32_t width, std::uint32_t height, std::uint8_t red,
                             std::uint8_t green, std::uint8_t blue) {
  PngPicture picture;
  picture.width = width;
  picture.height = height;
  for (std::uint32_t i = 0; i < width * height; ++i) {
    for (const std::uint8_t value : {red, green, blue}) {
      picture.pixels += static_cast<char>(value);
    }
  }
  return png_bytes(picture);
}

}  // namespace graft
