#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/parallel.h"

namespace graft {
namespace {

constexpr auto kEach = boost::test_tools::per_element();
constexpr std::array<float, 3> kHalf = {0.5f, 0.5f, 0.5f};
constexpr std::array<float, 3> kQuarter = {0.25f, 0.25f, 0.25f};

/// The picture of resize_reference.py in each channel.
Tensor sample(std::int64_t height, std::int64_t width, std::int64_t channels = 1) {
  Tensor image({channels, height, width}, DType::kUInt8);
  auto* to = image.data<std::uint8_t>();
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        *to++ = static_cast<std::uint8_t>((37 * y + 91 * x + 13 * x * y + 5) % 256);
      }
    }
  }
  return image;
}

std::vector<int> values_of(const Tensor& image) {
  const auto* const data = image.data<std::uint8_t>();
  return {data, data + image.numel()};
}

std::vector<int> resized(std::int64_t height, std::int64_t width, std::int64_t new_height,
                         std::int64_t new_width) {
  return values_of(resize_image(sample(height, width), new_height, new_width));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_resizing)

// Numbers of resize_reference.py.
BOOST_AUTO_TEST_CASE(smaller_images_average_all_pixels) {
  BOOST_TEST(resized(5, 7, 3, 4) ==
                 (std::vector<int>{66, 153, 118, 112, 134, 154, 130, 102, 135, 146, 166, 184}),
             kEach);
  BOOST_TEST(resized(8, 8, 1, 1) == (std::vector<int>{129}), kEach);
}

BOOST_AUTO_TEST_CASE(larger_images_are_interpolated) {
  BOOST_TEST(
      resized(3, 4, 5, 6) == (std::vector<int>{0,   39,  110, 182, 100, 5,   11,  55, 131, 216,
                                               133, 34,  35,  85,  166, 247, 176, 88, 60,  124,
                                               181, 133, 137, 152, 74,  146, 186, 54, 106, 189}),
      kEach);
}

BOOST_AUTO_TEST_CASE(one_direction_may_stay) {
  BOOST_TEST(resized(9, 2, 4, 2) == (std::vector<int>{30, 138, 111, 180, 190, 93, 59, 206}), kEach);
  BOOST_TEST(resized(5, 7, 5, 7) == values_of(sample(5, 7)), kEach);
}

BOOST_AUTO_TEST_CASE(one_colour_stays_that_colour) {
  Tensor image({3, 11, 5}, DType::kUInt8);
  std::fill_n(image.data<std::uint8_t>(), image.numel(), std::uint8_t{255});
  for (const int value : values_of(resize_image(image, 4, 9))) BOOST_TEST(value == 255);
}

BOOST_AUTO_TEST_CASE(threads_change_nothing) {
  const int before = num_threads();
  const Tensor image = sample(300, 200, 3);
  set_num_threads(1);
  const std::vector<int> one = values_of(resize_image(image, 250, 150));
  set_num_threads(3);
  BOOST_TEST((values_of(resize_image(image, 250, 150)) == one));
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(a_model_reads_the_middle_square_normalised) {
  const Tensor values = pixel_values(sample(6, 8, 3), 4, kHalf, kQuarter);
  BOOST_TEST((values.shape() == Shape{3, 4, 4}));
  const std::vector<float> expected = {
      -1.184314f, 0.588235f, -0.400000f, 0.117647f, -0.149020f, 0.415686f, 0.023529f,  -0.415686f,
      0.290196f,  0.384314f, 0.635294f,  0.886275f, 0.039216f,  0.588235f, -0.211765f, 0.447059f};
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    BOOST_TEST(std::abs(values.data<float>()[i] - expected[static_cast<std::size_t>(i % 16)]) <
               2e-6f);
  }
}

BOOST_AUTO_TEST_CASE(each_channel_has_its_own_mean_and_deviation) {
  Tensor image({3, 1, 1}, DType::kUInt8);
  std::fill_n(image.data<std::uint8_t>(), 3, std::uint8_t{51});  // 0.2
  const Tensor values = pixel_values(image, 1, {0.0f, 0.1f, 0.2f}, {1.0f, 0.5f, 2.0f});
  BOOST_TEST(std::abs(values.data<float>()[0] - 0.2f) < 1e-6f);
  BOOST_TEST(std::abs(values.data<float>()[1] - 0.2f) < 1e-6f);
  BOOST_TEST(std::abs(values.data<float>()[2]) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(a_picture_as_large_as_the_model_wants_is_not_touched) {
  const Tensor image = sample(4, 7, 3);
  const Tensor values = pixel_values(image, 4, {0.0f, 0.0f, 0.0f}, {1.0f, 1.0f, 1.0f});
  // Columns 1 to 4 of 7.
  BOOST_TEST(values.data<float>()[0] == static_cast<float>(image.data<std::uint8_t>()[1]) / 255.0f);
  BOOST_TEST(values.data<float>()[7] ==
             static_cast<float>(image.data<std::uint8_t>()[7 + 4]) / 255.0f);
}

BOOST_AUTO_TEST_CASE(a_line_of_pixels_becomes_a_square) {
  const Tensor values = pixel_values(sample(1, 300, 3), 8, kHalf, kQuarter);
  BOOST_TEST((values.shape() == Shape{3, 8, 8}));
}

BOOST_AUTO_TEST_CASE(what_is_no_image_is_refused) {
  BOOST_CHECK_THROW(resize_image(Tensor::zeros({3, 4, 4}), 2, 2), ShapeError);
  BOOST_CHECK_THROW(resize_image(Tensor(), 2, 2), ShapeError);
  BOOST_CHECK_THROW(resize_image(sample(2, 2), 0, 2), ShapeError);
  BOOST_CHECK_THROW(pixel_values(sample(4, 4, 1), 2, kHalf, kQuarter), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
