#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/exif_block.h"
#include "tests/support/image_values.h"
#include "tests/support/jpeg_file.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

constexpr auto kEach = boost::test_tools::per_element();

Tensor decoded(const JpegPicture& picture) { return decode_image(jpeg_bytes(picture), "a.jpg"); }

std::string error_of(const std::string& bytes, const ImageOptions& options = {}) {
  return problem_text([&] { decode_image(bytes, "a.jpg", options); });
}

/// Every pixel of the image has these three values, give or take what the transform rounds.
void check_colour(const Tensor& image, const std::vector<int>& colour, int tolerance = 1) {
  const std::vector<int> values = values_of(image);
  const std::size_t area = values.size() / 3;
  for (std::size_t i = 0; i < values.size(); ++i) {
    BOOST_TEST_CONTEXT("value " << i << ": " << values[i] << ", expected " << colour[i / area]) {
      BOOST_TEST(std::abs(values[i] - colour[i / area]) <= tolerance);
    }
  }
}

/// A picture that changes slowly from place to place, of `channels`.
JpegPicture smooth(std::uint32_t width, std::uint32_t height, int channels) {
  JpegPicture picture =
      plain_jpeg(std::string(static_cast<std::size_t>(channels), '\0'), width, height);
  std::size_t at = 0;
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (int channel = 0; channel < channels; ++channel) {
        picture.pixels[at++] = static_cast<char>(40 + 3 * x + 2 * y + 20 * channel);
      }
    }
  }
  return picture;
}

/// The largest difference between the image and the samples that it was made of.
int largest_difference(const Tensor& image, const JpegPicture& picture) {
  const std::vector<int> values = values_of(image);
  const std::size_t area = picture.width * picture.height;
  const std::size_t channels = picture.pixels.size() / area;
  int largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = channels == 1 ? 0 : i / area;
    const int sample = static_cast<unsigned char>(picture.pixels[i % area * channels + channel]);
    largest = std::max(largest, std::abs(values[i] - sample));
  }
  return largest;
}

/// Left half red, right half blue, 16 x 8, with EXIF.
JpegPicture red_and_blue(const std::string& exif) {
  JpegPicture picture;
  picture.width = 16;
  for (int i = 0; i < 128; ++i) {
    picture.pixels += i % 16 < 8 ? bytes_of({255, 0, 0}) : bytes_of({0, 0, 255});
  }
  if (!exif.empty()) picture.app1 = std::string("Exif\0\0", 6) + exif;
  return picture;
}

/// The colour of a pixel: "red", "blue" or neither.
std::string colour_at(const Tensor& image, std::int64_t y, std::int64_t x) {
  const auto value = [&](std::int64_t channel) {
    return image.data<std::uint8_t>()[(channel * image.dim(1) + y) * image.dim(2) + x];
  };
  if (value(0) > 250 && value(1) < 5 && value(2) < 5) return "red";
  return value(0) < 5 && value(1) < 5 && value(2) > 250 ? "blue" : "neither";
}

/// Where a marker begins, its bytes 0xff and `code`.
std::size_t marker_at(const std::string& bytes, int code) {
  return bytes.find(bytes_of({0xff, code}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jpeg_pictures)

BOOST_AUTO_TEST_CASE(colours_stand_one_after_another) {
  const Tensor image = decoded(plain_jpeg(bytes_of({200, 100, 50}), 5, 3));
  BOOST_TEST((image.shape() == Shape{3, 3, 5}));
  BOOST_TEST((image.dtype() == DType::kUInt8));
  check_colour(image, {200, 100, 50});
}

BOOST_AUTO_TEST_CASE(grey_has_three_equal_channels) {
  const JpegPicture picture = smooth(13, 9, 1);
  const Tensor image = decoded(picture);
  BOOST_TEST((image.shape() == Shape{3, 9, 13}));
  BOOST_TEST(largest_difference(image, picture) <= 1);
}

BOOST_AUTO_TEST_CASE(red_green_and_blue_may_be_stored_as_they_are) {
  JpegPicture picture = smooth(11, 10, 3);
  picture.stored_colours = JCS_RGB;
  BOOST_TEST(largest_difference(decoded(picture), picture) <= 1);
}

BOOST_AUTO_TEST_CASE(progressive_and_subsampled_pictures_are_read) {
  JpegPicture picture = smooth(33, 17, 3);
  BOOST_TEST(largest_difference(decoded(picture), picture) <= 2);
  picture.is_progressive = true;
  const std::vector<int> progressive = values_of(decoded(picture));
  picture.is_progressive = false;
  BOOST_TEST(values_of(decoded(picture)) == progressive, kEach);
  picture.is_subsampled = true;
  BOOST_TEST(largest_difference(decoded(picture), picture) <= 6);
}

BOOST_AUTO_TEST_CASE(cmyk_is_inverted_as_adobe_writes_it) {
  // Stored 255 is no ink. Cyan ink alone leaves green and blue; black ink takes from all.
  check_colour(decoded(plain_jpeg(bytes_of({0, 255, 255, 255}))), {0, 255, 255});
  check_colour(decoded(plain_jpeg(bytes_of({255, 255, 255, 255}))), {255, 255, 255});
  check_colour(decoded(plain_jpeg(bytes_of({255, 255, 255, 0}))), {0, 0, 0});
  // 128 - round(155 * 128 / 255) = 50, and so on.
  check_colour(decoded(plain_jpeg(bytes_of({100, 200, 50, 128}))), {50, 100, 25});
}

BOOST_AUTO_TEST_CASE(cmyk_without_the_marker_of_adobe_is_taken_alike) {
  JpegPicture picture = plain_jpeg(bytes_of({100, 200, 50, 128}));
  picture.has_adobe_marker = false;
  check_colour(decoded(picture), {50, 100, 25});
}

BOOST_AUTO_TEST_CASE(ycck_is_cmyk_under_another_transform) {
  JpegPicture picture = plain_jpeg(bytes_of({100, 200, 50, 128}));
  picture.stored_colours = JCS_YCCK;
  check_colour(decoded(picture), {50, 100, 25}, 2);
}

BOOST_AUTO_TEST_CASE(all_orientations_of_exif_stand_upright) {
  const auto check = [](int orientation, const char* first, const char* last, bool is_turned) {
    for (const char* const order : {"II", "MM"}) {
      const Tensor image = decoded(red_and_blue(exif_block(orientation, order)));
      BOOST_TEST_CONTEXT("orientation " << orientation) {
        BOOST_TEST((image.shape() == (is_turned ? Shape{3, 16, 8} : Shape{3, 8, 16})));
        BOOST_TEST(colour_at(image, 0, 0) == first);
        BOOST_TEST(colour_at(image, image.dim(1) - 1, image.dim(2) - 1) == last);
      }
    }
  };
  check(1, "red", "blue", false);
  check(2, "blue", "red", false);
  check(3, "blue", "red", false);
  check(4, "red", "blue", false);
  check(5, "red", "blue", true);
  check(6, "red", "blue", true);
  check(7, "blue", "red", true);
  check(8, "blue", "red", true);
}

BOOST_AUTO_TEST_CASE(other_blocks_beside_exif_say_nothing) {
  JpegPicture picture = red_and_blue("");
  picture.app1 = "http://ns.adobe.com/xap/1.0/";
  BOOST_TEST(colour_at(decoded(picture), 0, 0) == "red");
  picture.app1 = std::string("Exif\0\0MM", 8);
  BOOST_TEST(colour_at(decoded(picture), 0, 0) == "red");
}

BOOST_AUTO_TEST_CASE(every_cut_is_found) {
  for (const bool is_progressive : {false, true}) {
    JpegPicture picture = smooth(24, 16, 3);
    picture.is_progressive = is_progressive;
    const std::string whole = jpeg_bytes(picture);
    for (std::size_t size = 3; size < whole.size(); ++size) {
      BOOST_TEST(error_of(whole.substr(0, size)) == "a.jpg: error: is cut short; replace the file");
    }
  }
}

BOOST_AUTO_TEST_CASE(what_viewers_would_guess_is_an_error) {
  const std::string whole = jpeg_bytes(smooth(64, 64, 3));
  // A part of the compressed data is lost in the middle.
  std::string lost = whole;
  const std::size_t data = marker_at(lost, 0xda) + 14;
  lost.erase(data + (lost.size() - data) / 2, 20);
  BOOST_TEST(error_of(lost).find("a.jpg: error: cannot be read as JPEG: Corrupt JPEG data") == 0u);
  // Bytes stand between two markers.
  std::string extra = whole;
  extra.insert(marker_at(extra, 0xdb), "xx");
  BOOST_TEST(error_of(extra).find("a.jpg: error: cannot be read as JPEG: Corrupt JPEG data") == 0u);
}

BOOST_AUTO_TEST_CASE(zeros_between_parts_are_padding) {
  const std::string whole = jpeg_bytes(smooth(64, 64, 3));
  const std::vector<int> expected = values_of(decode_image(whole, "a.jpg"));
  for (const std::size_t place : {marker_at(whole, 0xdb), whole.size() - 2}) {
    for (const std::size_t count : {1u, 60u}) {
      std::string padded = whole;
      padded.insert(place, std::string(count, '\0'));
      BOOST_TEST(values_of(decode_image(padded, "a.jpg")) == expected, kEach);
    }
  }
}

BOOST_AUTO_TEST_CASE(broken_markers_are_named) {
  const std::string whole = jpeg_bytes(smooth(16, 16, 3));
  std::string short_table = whole;
  short_table[marker_at(whole, 0xc4) + 3] = 2;  // length of a Huffman table
  BOOST_TEST(error_of(short_table).find("a.jpg: error: cannot be read as JPEG: ") == 0u);
  std::string lossless = whole;
  lossless[marker_at(whole, 0xc0) + 1] = static_cast<char>(0xc3);
  BOOST_TEST(error_of(lossless) ==
             "a.jpg: error: cannot be read as JPEG: Unsupported JPEG process: SOF type 0xc3; "
             "replace the file");
  std::string deep = whole;
  deep[marker_at(whole, 0xc0) + 4] = 12;  // bits a sample
  BOOST_TEST(error_of(deep) ==
             "a.jpg: error: cannot be read as JPEG: Unsupported JPEG data precision 12; replace "
             "the file");
  std::string headless = whole;
  headless.erase(marker_at(whole, 0xc0), 19);
  BOOST_TEST(error_of(headless).find("a.jpg: error: cannot be read as JPEG: ") == 0u);
}

BOOST_AUTO_TEST_CASE(two_channels_are_no_colours) {
  std::string bytes = jpeg_bytes(smooth(8, 8, 3));
  const std::size_t frame = marker_at(bytes, 0xc0);
  bytes[frame + 3] = 14;  // length
  bytes[frame + 9] = 2;   // channels
  bytes.erase(frame + 16, 3);
  const std::size_t scan = marker_at(bytes, 0xda);
  bytes[scan + 3] = 10;
  bytes[scan + 4] = 2;
  bytes.erase(scan + 9, 2);
  BOOST_TEST(error_of(bytes) ==
             "a.jpg: error: has 2 channels, expected 1 (grey), 3 or 4 (CMYK); replace the file");
}

BOOST_AUTO_TEST_CASE(a_picture_of_too_many_pixels_is_refused_before_memory_is_taken) {
  std::string bytes = jpeg_bytes(smooth(8, 8, 3));
  const std::size_t frame = marker_at(bytes, 0xc0);
  bytes.replace(frame + 5, 4, bytes_of({0xff, 0xdc, 0xff, 0xdc}));
  BOOST_TEST(error_of(bytes) ==
             "a.jpg: error: has 65500 x 65500 pixels, more than the 67108864 that are read; make "
             "it smaller");
  BOOST_TEST(error_of(jpeg_bytes(smooth(9, 7, 3)), {.max_pixels = 62}) ==
             "a.jpg: error: has 9 x 7 pixels, more than the 62 that are read; make it smaller");
  bytes.replace(frame + 5, 4, bytes_of({0x20, 0, 0x20, 0}));  // 8192 x 8192, of which 8 x 8 follow
  BOOST_TEST(error_of(bytes).find("a.jpg: error: ") == 0u);
}

BOOST_AUTO_TEST_CASE(scans_without_end_are_refused) {
  JpegPicture picture = smooth(8, 8, 1);
  picture.has_two_scans = true;
  const std::string bytes = jpeg_bytes(picture);
  BOOST_TEST(largest_difference(decode_image(bytes, "a.jpg"), picture) <= 1);
  const std::size_t end = bytes.size() - 2;
  const std::size_t last = bytes.rfind(bytes_of({0xff, 0xda}));
  const auto repeated = [&](int times) {
    std::string many = bytes.substr(0, end);
    for (int i = 0; i < times; ++i) many += bytes.substr(last, end - last);
    return many + bytes.substr(end);
  };
  BOOST_TEST(largest_difference(decode_image(repeated(98), "a.jpg"), picture) <= 1);
  BOOST_TEST(error_of(repeated(99)) == "a.jpg: error: has more than 100 scans; replace the file");
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  Rng rng(3);
  int refused = 0;
  for (const bool is_progressive : {false, true}) {
    JpegPicture picture = smooth(24, 24, 3);
    picture.is_progressive = is_progressive;
    picture.app1 = std::string("Exif\0\0", 6) + exif_block(6);
    const std::string whole = jpeg_bytes(picture);
    for (int i = 0; i < 500; ++i) {
      try {
        decode_image(damaged(whole, rng), "a.jpg");
      } catch (const InputError&) {
        ++refused;
      }
    }
  }
  BOOST_TEST(refused > 300);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
