#include "plugins/datasets/small-world/pictures.h"

#include <map>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

using graft::Picture;
using graft::Rng;
using graft::Share;
using graft::Tensor;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Pixels of each colour, by its English name; "?" for a colour that has none.
std::map<std::string, int> count_pixels(const Tensor& image) {
  std::map<std::string, int> counts;
  const std::uint8_t* pixels = image.data<std::uint8_t>();
  const int plane = graft::kPictureSize * graft::kPictureSize;
  for (int i = 0; i < plane; ++i) {
    const graft::Rgb rgb = {pixels[i], pixels[plane + i], pixels[2 * plane + i]};
    std::string name = "?";
    for (const auto* colours : {&graft::shape_colours(), &graft::background_colours()}) {
      for (const graft::Colour& colour : *colours) {
        if (colour.rgb == rgb) name = colour.name.english;
      }
    }
    ++counts[name];
  }
  return counts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_pictures)

BOOST_AUTO_TEST_CASE(pixels_have_the_colours_of_the_caption_and_no_other) {
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    const Picture picture = graft::draw_picture(Share::kTrain, rng);
    const graft::Bilingual caption = graft::caption_of(picture);
    const Tensor image = graft::paint(picture);
    BOOST_REQUIRE(image.shape() == (graft::Shape{3, 32, 32}));
    BOOST_REQUIRE(image.dtype() == graft::DType::kUInt8);
    for (const auto& [colour, count] : count_pixels(image)) {
      BOOST_CHECK_MESSAGE(holds(caption.english, colour), caption.english + ": " + colour);
    }
  }
}

BOOST_AUTO_TEST_CASE(shapes_have_the_area_that_their_size_and_form_give) {
  Rng rng(2);
  for (int i = 0; i < 200; ++i) {
    const Picture picture = graft::draw_picture(Share::kTest, rng);
    if (picture.shapes.size() != 1) continue;
    const graft::PaintedShape& shape = picture.shapes[0];
    const auto& colour =
        graft::shape_colours()[static_cast<std::size_t>(shape.colour)].name.english;
    const int width = 2 * shape.radius + 1;
    const int area = count_pixels(graft::paint(picture))[colour];
    const std::string caption = graft::caption_of(picture).english;
    BOOST_TEST(holds(caption, shape.is_large() ? "large" : "small"));
    if (holds(caption, "square")) {
      BOOST_TEST(area == width * width);
    } else {
      BOOST_TEST(area < width * width);
      BOOST_TEST(area > width * width / 3);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_first_of_two_shapes_is_left_of_the_second) {
  Rng rng(3);
  int pairs = 0;
  for (int i = 0; i < 100; ++i) {
    const Picture picture = graft::draw_picture(Share::kTrain, rng);
    if (picture.shapes.size() != 2) continue;
    ++pairs;
    BOOST_TEST(picture.shapes[0].column + picture.shapes[0].radius <
               picture.shapes[1].column - picture.shapes[1].radius);
    BOOST_TEST(holds(graft::caption_of(picture).english, " left of "));
    BOOST_TEST(holds(graft::caption_of(picture).chinese, "左边"));
  }
  BOOST_TEST(pairs > 20);
}

BOOST_AUTO_TEST_CASE(every_shape_lies_inside_the_picture) {
  Rng rng(4);
  for (int i = 0; i < 300; ++i) {
    for (const graft::PaintedShape& shape : graft::draw_picture(Share::kTrain, rng).shapes) {
      BOOST_TEST((shape.column - shape.radius >= 0 && shape.column + shape.radius < 32));
      BOOST_TEST((shape.row - shape.radius >= 0 && shape.row + shape.radius < 32));
    }
  }
}

BOOST_AUTO_TEST_CASE(backgrounds_colours_forms_and_sizes_all_occur) {
  Rng rng(5);
  std::set<int> backgrounds;
  std::set<int> colours;
  std::set<graft::ShapeKind> kinds;
  std::set<int> radii;
  for (int i = 0; i < 300; ++i) {
    const Picture picture = graft::draw_picture(Share::kTrain, rng);
    backgrounds.insert(picture.background);
    for (const graft::PaintedShape& shape : picture.shapes) {
      colours.insert(shape.colour);
      kinds.insert(shape.kind);
      radii.insert(shape.radius);
    }
  }
  BOOST_TEST(backgrounds.size() == graft::background_colours().size());
  BOOST_TEST(colours.size() == graft::shape_colours().size());
  BOOST_TEST(kinds.size() == 4);
  BOOST_TEST(radii.size() == 4);
}

BOOST_AUTO_TEST_SUITE_END()
