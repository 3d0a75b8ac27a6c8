#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/image.h"
#include "tests/support/exif_block.h"
#include "tests/support/image_values.h"
#include "tests/support/png_file.h"

namespace graft {
namespace {

/// The picture 1 2 3 / 4 5 6 as EXIF turns it: one text a row.
std::vector<std::string> turned(const std::string& exif) {
  PngPicture picture;
  picture.width = 3;
  picture.height = 2;
  picture.colour_type = PNG_COLOR_TYPE_GRAY;
  picture.pixels = bytes_of({1, 2, 3, 4, 5, 6});
  const Tensor image =
      decode_image(with_chunk(png_bytes(picture), "IDAT", png_chunk("eXIf", exif)), "a.png");
  const std::vector<int> values = values_of(image);
  std::vector<std::string> rows(static_cast<std::size_t>(image.dim(1)));
  std::size_t at = 0;
  for (std::string& row : rows) {
    for (std::int64_t x = 0; x < image.dim(2); ++x) row += std::to_string(values[at++]);
  }
  for (std::size_t i = 0; i < values.size(); ++i) BOOST_TEST(values[i] == values[i % 6]);
  return rows;
}

using Rows = std::vector<std::string>;

constexpr auto kEach = boost::test_tools::per_element();

}  // namespace

BOOST_AUTO_TEST_SUITE(image_orientation)

BOOST_AUTO_TEST_CASE(each_orientation_puts_every_pixel_in_its_place) {
  for (const char* const order : {"II", "MM"}) {
    const auto rows = [order](int orientation) { return turned(exif_block(orientation, order)); };
    BOOST_TEST(rows(1) == (Rows{"123", "456"}), kEach);
    BOOST_TEST(rows(2) == (Rows{"321", "654"}), kEach);
    BOOST_TEST(rows(3) == (Rows{"654", "321"}), kEach);
    BOOST_TEST(rows(4) == (Rows{"456", "123"}), kEach);
    BOOST_TEST(rows(5) == (Rows{"14", "25", "36"}), kEach);
    BOOST_TEST(rows(6) == (Rows{"41", "52", "63"}), kEach);
    BOOST_TEST(rows(7) == (Rows{"63", "52", "41"}), kEach);
    BOOST_TEST(rows(8) == (Rows{"36", "25", "14"}), kEach);
  }
}

BOOST_AUTO_TEST_CASE(exif_that_cannot_be_read_turns_nothing) {
  const Rows as_it_is = {"123", "456"};
  const std::string whole = exif_block(3);
  for (std::size_t size = 2; size < 32; ++size) {  // the orientation ends at byte 32
    BOOST_TEST(turned(whole.substr(0, size)) == as_it_is, kEach);
  }
  for (const int wrong : {0, 9, 0xffff}) BOOST_TEST(turned(exif_block(wrong)) == as_it_is, kEach);
  std::string far = whole;
  far.replace(4, 4, "\xff\xff\xff\xff");  // where the entries begin
  BOOST_TEST(turned(far) == as_it_is, kEach);
  std::string endless = whole;
  endless.replace(8, 2, "\xff\xff").replace(22, 1, "x");  // their number, and the tag
  BOOST_TEST(turned(endless) == as_it_is, kEach);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
