#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/png_file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

/// The values of an image, channel after channel.
std::vector<int> values_of(const Tensor& image) {
  const auto* const data = image.data<std::uint8_t>();
  return {data, data + image.numel()};
}

std::vector<int> decoded(const PngPicture& picture) {
  return values_of(decode_png(png_bytes(picture), "a.png"));
}

std::string error_of(const std::string& bytes) {
  return problem_text([&] { decode_png(bytes, "a.png"); });
}

/// `value` as four bytes, the highest first.
std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

/// A file whose header says that the picture has this size, with a checksum that fits.
std::string claiming_size(std::uint32_t width, std::uint32_t height) {
  std::string bytes = plain_png(1, 1, 0, 0, 0);
  bytes.replace(16, 8, big_endian(width) + big_endian(height));
  std::uint32_t crc = 0xffffffffu;  // as the PNG specification defines it, over type and content
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= static_cast<unsigned char>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0u);
  }
  bytes.replace(29, 4, big_endian(crc ^ 0xffffffffu));
  return bytes;
}

constexpr auto kEach = boost::test_tools::per_element();

}  // namespace

BOOST_AUTO_TEST_SUITE(png_pictures)

BOOST_AUTO_TEST_CASE(channels_stand_one_after_another) {
  PngPicture picture;
  picture.width = 2;
  picture.height = 1;
  picture.pixels = {1, 2, 3, 4, 5, 6};
  const Tensor image = decode_png(png_bytes(picture), "a.png");
  BOOST_TEST((image.shape() == Shape{3, 1, 2}));
  BOOST_TEST((image.dtype() == DType::kUInt8));
  BOOST_TEST(values_of(image) == (std::vector<int>{1, 4, 2, 5, 3, 6}), kEach);
}

BOOST_AUTO_TEST_CASE(grey_has_three_equal_channels_at_any_depth) {
  PngPicture picture;
  picture.colour_type = PNG_COLOR_TYPE_GRAY;
  picture.pixels = {100};
  BOOST_TEST(decoded(picture) == (std::vector<int>{100, 100, 100}), kEach);
  picture.width = 2;
  picture.bit_depth = 1;
  picture.pixels = {0x40};  // 0, 1
  BOOST_TEST(decoded(picture) == (std::vector<int>{0, 255, 0, 255, 0, 255}), kEach);
}

BOOST_AUTO_TEST_CASE(what_is_transparent_lies_on_white) {
  PngPicture picture;
  picture.width = 3;
  picture.colour_type = PNG_COLOR_TYPE_RGB_ALPHA;
  for (const int value : {10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128}) {
    picture.pixels += static_cast<char>(value);
  }
  // 255 - 128 = 127 of white, and 128 / 255 of 100: 177.2.
  BOOST_TEST(decoded(picture) == (std::vector<int>{10, 255, 127, 20, 255, 177, 30, 255, 255}),
             kEach);
  picture.width = 1;
  picture.colour_type = PNG_COLOR_TYPE_GRAY_ALPHA;
  picture.pixels = {0, 51};
  BOOST_TEST(decoded(picture) == (std::vector<int>{204, 204, 204}), kEach);
}

BOOST_AUTO_TEST_CASE(palettes_are_looked_up_with_their_transparency) {
  PngPicture picture;
  picture.width = 2;
  picture.bit_depth = 2;
  picture.colour_type = PNG_COLOR_TYPE_PALETTE;
  picture.pixels = {0x40};  // entries 1 and 0
  picture.more = [](png_structp png, png_infop info) {
    const png_color colours[] = {{200, 0, 0}, {1, 2, 3}};
    const png_byte alphas[] = {0, 255};
    png_set_PLTE(png, info, colours, 2);
    png_set_tRNS(png, info, alphas, 2, nullptr);
  };
  BOOST_TEST(decoded(picture) == (std::vector<int>{1, 255, 2, 255, 3, 255}), kEach);
}

BOOST_AUTO_TEST_CASE(a_colour_may_stand_for_transparent) {
  PngPicture picture;
  picture.width = 2;
  picture.pixels = {9, 9, 9, 8, 8, 8};
  picture.more = [](png_structp png, png_infop info) {
    png_color_16 colour{};
    colour.red = colour.green = colour.blue = 9;
    png_set_tRNS(png, info, nullptr, 0, &colour);
  };
  BOOST_TEST(decoded(picture) == (std::vector<int>{255, 8, 255, 8, 255, 8}), kEach);
}

BOOST_AUTO_TEST_CASE(interlaced_pictures_come_out_the_same) {
  PngPicture picture;
  picture.width = 9;
  picture.height = 10;
  for (int i = 0; i < 270; ++i) picture.pixels += static_cast<char>(7 * i);
  const std::vector<int> plain = decoded(picture);
  picture.interlace = PNG_INTERLACE_ADAM7;
  BOOST_TEST(decoded(picture) == plain, kEach);
}

BOOST_AUTO_TEST_CASE(sixteen_bits_a_channel_are_refused) {
  PngPicture picture;
  picture.bit_depth = 16;
  picture.pixels = std::string(6, '\x7f');
  BOOST_TEST(error_of(png_bytes(picture)) ==
             "a.png: error: has 16 bits a channel, expected up to 8; replace the file");
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_named) {
  BOOST_TEST(error_of("") ==
             "a.png: error: is no PNG picture: the file is cut short; replace the file");
  BOOST_TEST(error_of("GIF89a, and more of that").find("a.png: error: is no PNG picture: ") == 0u);
  const TemporaryFolder folder;
  const std::string path = folder.write("text.png", "hello, this is a text");
  BOOST_TEST(problem_text([&] { read_png(path); }).find(path + ": error: is no PNG") == 0u);
  BOOST_CHECK_THROW(read_png(folder.path("missing.png")), InputError);
}

BOOST_AUTO_TEST_CASE(every_cut_is_found) {
  PngPicture picture;
  picture.width = picture.height = 5;
  for (int i = 0; i < 75; ++i) picture.pixels += static_cast<char>(31 * i);
  const std::string whole = png_bytes(picture);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_CHECK_THROW(decode_png(whole.substr(0, size), "a.png"), InputError);
  }
}

BOOST_AUTO_TEST_CASE(a_picture_of_too_many_pixels_is_refused_before_memory_is_taken) {
  BOOST_TEST(error_of(claiming_size(65535, 65535)) ==
             "a.png: error: has 65535 x 65535 pixels, more than 67108864; replace the file");
  BOOST_TEST(error_of(claiming_size(0x7fffffff, 0x7fffffff)).find("a.png: error: ") == 0u);
  BOOST_TEST(error_of(claiming_size(0, 5)).find("a.png: error: ") == 0u);
  // As many as are allowed, and nothing behind the header that would fill them.
  BOOST_TEST(error_of(claiming_size(8192, 8192)).find("is no PNG picture: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  PngPicture picture;
  picture.width = picture.height = 8;
  picture.colour_type = PNG_COLOR_TYPE_RGB_ALPHA;
  for (int i = 0; i < 256; ++i) picture.pixels += static_cast<char>(13 * i);
  const std::string whole = png_bytes(picture);
  Rng rng(3);
  int refused = 0;
  for (int i = 0; i < 500; ++i) {
    try {
      decode_png(damaged(whole, rng), "a.png");
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 300);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
