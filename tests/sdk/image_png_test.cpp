#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/exif_block.h"
#include "tests/support/image_values.h"
#include "tests/support/png_file.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

std::vector<int> decoded(const PngPicture& picture, const ImageOptions& options = {}) {
  return values_of(decode_image(png_bytes(picture), "a.png", options));
}

std::string error_of(const std::string& bytes, const ImageOptions& options = {}) {
  return problem_text([&] { decode_image(bytes, "a.png", options); });
}

/// A picture of one row with samples of 16 bits.
PngPicture deep_row(int colour_type, int width, const std::vector<int>& samples) {
  PngPicture picture;
  picture.width = static_cast<std::uint32_t>(width);
  picture.bit_depth = 16;
  picture.colour_type = colour_type;
  for (const int sample : samples) picture.pixels += bytes_of({sample >> 8, sample & 0xff});
  return picture;
}

/// A file whose header says that the picture has this size, with a checksum that fits.
std::string claiming_size(std::uint32_t width, std::uint32_t height) {
  std::string bytes = plain_png(1, 1, 0, 0, 0);
  std::string header = bytes.substr(16, 13);
  for (std::size_t i = 0; i < 4; ++i) {
    header[i] = static_cast<char>(width >> (24 - 8 * i) & 0xff);
    header[4 + i] = static_cast<char>(height >> (24 - 8 * i) & 0xff);
  }
  return bytes.replace(8, 25, png_chunk("IHDR", header));
}

constexpr auto kEach = boost::test_tools::per_element();

}  // namespace

BOOST_AUTO_TEST_SUITE(png_pictures)

BOOST_AUTO_TEST_CASE(channels_stand_one_after_another) {
  PngPicture picture;
  picture.width = 2;
  picture.height = 1;
  picture.pixels = {1, 2, 3, 4, 5, 6};
  const Tensor image = decode_image(png_bytes(picture), "a.png");
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
  picture.bit_depth = 2;
  picture.pixels = {0x60};  // 1, 2
  BOOST_TEST(decoded(picture) == (std::vector<int>{85, 170, 85, 170, 85, 170}), kEach);
  picture.bit_depth = 4;
  picture.pixels = {0x3e};  // 3, 14
  BOOST_TEST(decoded(picture) == (std::vector<int>{51, 238, 51, 238, 51, 238}), kEach);
}

BOOST_AUTO_TEST_CASE(sixteen_bits_become_the_nearest_eight) {
  // 0x00ff / 257 = 0.99, 0x7fff / 257 = 127.498, 0x8000 / 257 = 127.502: not the upper bytes.
  const std::vector<int> samples = {0x00ff, 0x7fff, 0x8000, 0xffff};
  const std::vector<int> expected = {1, 127, 128, 255, 1, 127, 128, 255, 1, 127, 128, 255};
  BOOST_TEST(decoded(deep_row(PNG_COLOR_TYPE_GRAY, 4, samples)) == expected, kEach);
  const std::vector<int> colours =
      decoded(deep_row(PNG_COLOR_TYPE_RGB, 2, {0x00ff, 0x7fff, 0x8000, 0xffff, 0x0080, 0x0081}));
  BOOST_TEST(colours == (std::vector<int>{1, 255, 127, 0, 128, 1}), kEach);
}

BOOST_AUTO_TEST_CASE(sixteen_bits_may_be_transparent) {
  // Black under half of white, and nothing at all.
  BOOST_TEST(decoded(deep_row(PNG_COLOR_TYPE_GRAY_ALPHA, 2, {0, 0x8080, 0, 0})) ==
                 (std::vector<int>{127, 255, 127, 255, 127, 255}),
             kEach);
  BOOST_TEST(decoded(deep_row(PNG_COLOR_TYPE_RGB_ALPHA, 1, {0xffff, 0, 0x8080, 0x8080})) ==
                 (std::vector<int>{255, 127, 191}),
             kEach);
  // The colour that stands for transparent is compared with all its bits.
  PngPicture picture = deep_row(PNG_COLOR_TYPE_GRAY, 2, {0x1234, 0x1235});
  picture.more = [](png_structp png, png_infop info) {
    png_color_16 colour{};
    colour.gray = 0x1234;
    png_set_tRNS(png, info, nullptr, 0, &colour);
  };
  BOOST_TEST(decoded(picture) == (std::vector<int>{255, 18, 255, 18, 255, 18}), kEach);
}

BOOST_AUTO_TEST_CASE(what_is_transparent_lies_on_white) {
  PngPicture picture;
  picture.width = 3;
  picture.colour_type = PNG_COLOR_TYPE_RGB_ALPHA;
  picture.pixels = bytes_of({10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128});
  // 255 - 128 = 127 of white, and 128 / 255 of 100: 177.2.
  BOOST_TEST(decoded(picture) == (std::vector<int>{10, 255, 127, 20, 255, 177, 30, 255, 255}),
             kEach);
  picture.width = 1;
  picture.colour_type = PNG_COLOR_TYPE_GRAY_ALPHA;
  picture.pixels = {0, 51};
  BOOST_TEST(decoded(picture) == (std::vector<int>{204, 204, 204}), kEach);
}

BOOST_AUTO_TEST_CASE(what_is_transparent_lies_on_the_background_that_is_named) {
  PngPicture picture;
  picture.width = 3;
  picture.colour_type = PNG_COLOR_TYPE_GRAY_ALPHA;
  picture.pixels = bytes_of({200, 255, 200, 0, 200, 51});
  const ImageOptions options{.background = {0, 100, 200}};
  BOOST_TEST(
      decoded(picture, options) == (std::vector<int>{200, 0, 40, 200, 100, 120, 200, 200, 200}),
      kEach);
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

BOOST_AUTO_TEST_CASE(interlaced_pictures_of_any_size_come_out_the_same) {
  for (const std::uint32_t height : {1, 2, 3, 4, 5, 8, 9}) {
    for (const std::uint32_t width : {1, 2, 3, 4, 5, 8, 9, 17}) {
      PngPicture picture;
      picture.width = width;
      picture.height = height;
      for (std::uint32_t i = 0; i < 3 * width * height; ++i) {
        picture.pixels += static_cast<char>(7 * i);
      }
      const std::vector<int> plain = decoded(picture);
      picture.interlace = PNG_INTERLACE_ADAM7;
      BOOST_TEST(decoded(picture) == plain, kEach);
    }
  }
}

BOOST_AUTO_TEST_CASE(exif_turns_the_picture_wherever_it_stands) {
  PngPicture picture;
  picture.width = 2;
  picture.pixels = bytes_of({255, 0, 0, 0, 0, 255});
  for (const char* const place : {"IDAT", "IEND"}) {
    const std::string exif = png_chunk("eXIf", exif_block(6));
    const Tensor turned = decode_image(with_chunk(png_bytes(picture), place, exif), "a.png");
    BOOST_TEST((turned.shape() == Shape{3, 2, 1}));
    BOOST_TEST(values_of(turned) == (std::vector<int>{255, 0, 0, 0, 0, 255}), kEach);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_named) {
  BOOST_TEST(error_of("\x89PNG, and more of that").find("a.png: error: cannot be read as PNG: ") ==
             0u);
  BOOST_TEST(error_of("\x89PNG") == "a.png: error: is cut short; replace the file");
}

BOOST_AUTO_TEST_CASE(every_cut_is_found) {
  for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7}) {
    PngPicture picture;
    picture.width = picture.height = 5;
    picture.interlace = interlace;
    for (int i = 0; i < 75; ++i) picture.pixels += static_cast<char>(31 * i);
    const std::string whole = png_bytes(picture);
    for (std::size_t size = 4; size < whole.size(); ++size) {
      BOOST_TEST(error_of(whole.substr(0, size)) == "a.png: error: is cut short; replace the file");
    }
  }
}

BOOST_AUTO_TEST_CASE(what_follows_the_picture_does_not_matter) {
  BOOST_TEST(values_of(decode_image(plain_png(1, 1, 1, 2, 3) + "more", "a.png")) ==
                 (std::vector<int>{1, 2, 3}),
             kEach);
}

BOOST_AUTO_TEST_CASE(a_wrong_checksum_is_found_in_every_chunk) {
  std::string bytes =
      with_chunk(plain_png(2, 2, 1, 2, 3), "IDAT", png_chunk("tEXt", std::string("k\0v", 3)));
  decode_image(bytes, "a.png");
  for (const char* const chunk : {"IHDR", "tEXt", "IDAT", "IEND"}) {
    std::string damaged = bytes;
    const std::size_t at = damaged.find(chunk);
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(damaged[at - 1]));
    damaged[at + 4 + length] ^= 1;
    BOOST_TEST(error_of(damaged) == std::string("a.png: error: cannot be read as PNG: ") + chunk +
                                        ": CRC error; replace the file");
  }
}

BOOST_AUTO_TEST_CASE(transparency_that_cannot_be_read_is_not_left_out) {
  const std::string bytes =
      with_chunk(plain_png(1, 1, 9, 9, 9), "IDAT", png_chunk("tRNS", std::string(5, '\0')));
  BOOST_TEST(error_of(bytes).find("a.png: error: cannot be read as PNG: tRNS: ") == 0u);
}

BOOST_AUTO_TEST_CASE(a_picture_of_65535_squared_pixels_in_a_kilobyte_is_refused) {
  const std::string bytes = claiming_size(65535, 65535);
  BOOST_TEST(bytes.size() < 1024u);
  BOOST_TEST(error_of(bytes) ==
             "a.png: error: has 65535 x 65535 pixels, more than the 67108864 that are read; make "
             "it smaller");
  BOOST_TEST(error_of(claiming_size(0x7fffffff, 0x7fffffff)).find("a.png: error: has 2147483647") ==
             0u);
  BOOST_TEST(error_of(claiming_size(0, 5)).find("a.png: error: cannot be read as PNG: ") == 0u);
  // As many as are allowed, and nothing behind the header that would fill them.
  BOOST_TEST(error_of(claiming_size(8192, 8192)).find("cannot be read as PNG: ") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_limit_of_pixels_can_be_lowered) {
  const std::string bytes = plain_png(3, 2, 1, 2, 3);
  decode_image(bytes, "a.png", {.max_pixels = 6});
  BOOST_TEST(error_of(bytes, {.max_pixels = 5}) ==
             "a.png: error: has 3 x 2 pixels, more than the 5 that are read; make it smaller");
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
      decode_image(damaged(whole, rng), "a.png");
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 450);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
