#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/image.h"
#include "graft/json.h"
#include "graft/parallel.h"
#include "tests/support/image_values.h"

namespace graft {
namespace {

constexpr std::array<float, 3> kClipMean = {0.48145466f, 0.4578275f, 0.40821073f};
constexpr std::array<float, 3> kClipStd = {0.26862954f, 0.26130258f, 0.27577711f};
constexpr std::array<float, 3> kZero = {0.0f, 0.0f, 0.0f};
constexpr std::array<float, 3> kOne = {1.0f, 1.0f, 1.0f};

/// The pictures of resize_reference.py, the same in each channel.
Tensor picture(const std::string& name, std::int64_t height, std::int64_t width,
               std::int64_t channels = 1) {
  Tensor image({channels, height, width}, DType::kUInt8);
  auto* to = image.data<std::uint8_t>();
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        const std::int64_t wave = (37 * y + 91 * x + 13 * x * y + 5) % 256;
        const std::int64_t edge = 255 * ((x * x + 3 * y + x * y) / 2 % 2);
        *to++ = static_cast<std::uint8_t>(name == "waves" ? wave : edge);
      }
    }
  }
  return image;
}

Tensor sample(std::int64_t height, std::int64_t width, std::int64_t channels = 1) {
  return picture("waves", height, width, channels);
}

/// What resize_reference.py has computed.
const Value& vectors(const std::string& part) {
  static const Value all = [] {
    const std::string path = GRAFT_SOURCE_DIR "/tests/sdk/resize_vectors.json";
    return parse_json(read_file(path), path);
  }();
  return all.at(part);
}

std::int64_t size_in(const Value& sizes, std::size_t i) { return sizes.as_list().at(i).as_int(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(image_resizing)

BOOST_AUTO_TEST_CASE(pixels_are_within_one_of_an_independent_computation) {
  std::size_t exact = 0;
  std::size_t compared = 0;
  for (const Value& row : vectors("resizing").as_list()) {
    const Value& from = row.at("from");
    const Value& to = row.at("to");
    const Tensor image =
        resize_image(picture(row.at("picture").as_string(), size_in(from, 0), size_in(from, 1)),
                     size_in(to, 0), size_in(to, 1));
    const std::vector<int> values = values_of(image);
    BOOST_TEST_CONTEXT(write_json(from) << " to " << write_json(to)) {
      BOOST_REQUIRE(values.size() == row.at("values").size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto expected = static_cast<int>(size_in(row.at("values"), i));
        BOOST_TEST(std::abs(values[i] - expected) <= 1);
        exact += values[i] == expected ? 1 : 0;
      }
    }
    compared += values.size();
  }
  // What is not exact was half way between two values.
  BOOST_TEST(exact * 100 >= compared * 98);
}

BOOST_AUTO_TEST_CASE(clips_preprocessing_is_within_one_level_of_an_independent_computation) {
  for (const Value& row : vectors("pixel_values").as_list()) {
    const std::int64_t size = row.at("size").as_int();
    const Value& from = row.at("from");
    const Tensor values =
        pixel_values(sample(size_in(from, 0), size_in(from, 1), 3), size, kClipMean, kClipStd);
    BOOST_TEST((values.shape() == Shape{3, size, size}));
    BOOST_TEST_CONTEXT(write_json(from) << " to " << size) {
      for (std::int64_t i = 0; i < values.numel(); ++i) {
        const auto channel = static_cast<std::size_t>(i / (size * size));
        const double expected = row.at("values").as_list()[static_cast<std::size_t>(i)].as_double();
        const double level = 1.0 / 255.0 / kClipStd[channel];
        BOOST_TEST(std::abs(values.data<float>()[i] - expected) < level + 1e-5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_size_is_the_same_picture) {
  BOOST_TEST(values_of(resize_image(sample(5, 7), 5, 7)) == values_of(sample(5, 7)),
             boost::test_tools::per_element());
}

// A step from black to white overshoots on both sides, which clipping cuts off.
BOOST_AUTO_TEST_CASE(what_overshoots_is_clipped) {
  Tensor image({1, 1, 4}, DType::kUInt8);
  auto* const data = image.data<std::uint8_t>();
  data[0] = data[1] = 0;
  data[2] = data[3] = 255;
  const std::vector<int> values = values_of(resize_image(image, 1, 16));
  BOOST_TEST(values.front() == 0);
  BOOST_TEST(values.back() == 255);
  for (std::size_t i = 1; i < values.size(); ++i) BOOST_TEST(values[i] >= values[i - 1]);
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
  const Tensor values = pixel_values(image, 4, kZero, kOne);
  // Columns 1 to 4 of 7.
  BOOST_TEST(values.data<float>()[0] == static_cast<float>(image.data<std::uint8_t>()[1]) / 255.0f);
  BOOST_TEST(values.data<float>()[7] ==
             static_cast<float>(image.data<std::uint8_t>()[7 + 4]) / 255.0f);
}

BOOST_AUTO_TEST_CASE(a_long_line_of_pixels_costs_no_more_than_its_middle) {
  // The whole of it under its new size would have 224 x 14,680,064 pixels.
  Tensor image({3, 1, 65536}, DType::kUInt8);
  std::fill_n(image.data<std::uint8_t>(), image.numel(), std::uint8_t{0});
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    image.data<std::uint8_t>()[channel * 65536 + 32768] = 255;
  }
  const Tensor values = pixel_values(image, 224, kZero, kOne);
  BOOST_TEST((values.shape() == Shape{3, 224, 224}));
  // The middle lies between the pixels 32767 and 32768.
  BOOST_TEST(values.data<float>()[0] == 0.0f);
  BOOST_TEST(values.data<float>()[223] == 1.0f);
}

BOOST_AUTO_TEST_CASE(what_is_no_image_is_refused) {
  BOOST_CHECK_THROW(resize_image(Tensor::zeros({3, 4, 4}), 2, 2), ShapeError);
  BOOST_CHECK_THROW(resize_image(Tensor(), 2, 2), ShapeError);
  BOOST_CHECK_THROW(resize_image(sample(2, 2), 0, 2), ShapeError);
  BOOST_CHECK_THROW(pixel_values(sample(4, 4, 1), 2, kZero, kOne), ShapeError);
  BOOST_CHECK_THROW(pixel_values(sample(4, 4, 3), 0, kZero, kOne), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
