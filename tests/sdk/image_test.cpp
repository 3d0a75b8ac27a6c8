#include "graft/image.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/support/image_values.h"
#include "tests/support/jpeg_file.h"
#include "tests/support/png_file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

std::string error_of(const std::string& bytes) {
  return problem_text([&] { decode_image(bytes, "a.png"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_files)

BOOST_AUTO_TEST_CASE(the_first_bytes_tell_the_format_whatever_the_name) {
  const TemporaryFolder folder;
  const std::string png = folder.write("a.jpg", plain_png(1, 1, 1, 2, 3));
  const std::string jpeg = folder.write("b.png", jpeg_bytes(plain_jpeg(bytes_of({200, 9, 9}))));
  BOOST_TEST(values_of(read_image(png)) == (std::vector<int>{1, 2, 3}),
             boost::test_tools::per_element());
  BOOST_TEST((read_image(jpeg).shape() == Shape{3, 8, 8}));
  require_image_file(png);
  require_image_file(jpeg);
}

BOOST_AUTO_TEST_CASE(other_formats_are_called_by_their_names) {
  const auto check = [](const std::string& bytes, const std::string& what) {
    BOOST_TEST(error_of(bytes) ==
               "a.png: error: is " + what + ", expected PNG or JPEG; convert it to one of them");
  };
  check("GIF89a", "a GIF picture");
  check(std::string("RIFF\x10\0\0\0WEBPVP8 ", 16), "a WebP picture");
  check("BM6", "a BMP picture");
  check(std::string("II*\0\x08\0\0\0", 8), "a TIFF picture");
  check(std::string("MM\0*\0\0\0\x08", 8), "a TIFF picture");
  check(std::string("\0\0\0\x18"
                    "ftypheic",
                    12),
        "a HEIC picture");
  check(std::string("\0\0\0\x18"
                    "ftypavif",
                    12),
        "an AVIF picture");
  check(std::string("\0\0\0\x0cjP  \r\n\x87\n", 12), "a JPEG 2000 picture");
  check("\xff\x0a", "a JPEG XL picture");
  check("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG picture");
  check("<!DOCTYPE html><title>Not found</title>", "a web page");
}

BOOST_AUTO_TEST_CASE(files_that_are_no_pictures_are_refused) {
  BOOST_TEST(error_of("") == "a.png: error: is empty; replace the file");
  BOOST_TEST(error_of("hello") == "a.png: error: is no PNG or JPEG picture; replace the file");
  BOOST_TEST(error_of("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n") ==
             "a.png: error: is a pointer of Git LFS, expected PNG or JPEG; run git lfs pull");
}

BOOST_AUTO_TEST_CASE(files_can_be_checked_by_their_beginning) {
  const TemporaryFolder folder;
  const std::string gif = folder.write("a.png", "GIF89a" + std::string(1000, 'x'));
  BOOST_TEST(problem_text([&] { require_image_file(gif); }).find("is a GIF picture") !=
             std::string::npos);
  require_image_file(folder.write("b.png", plain_png(9, 9, 1, 2, 3).substr(0, 40)));
  BOOST_CHECK_THROW(require_image_file(folder.path("missing.png")), InputError);
  BOOST_CHECK_THROW(require_image_file(folder.path()), InputError);
  BOOST_CHECK_THROW(read_image(folder.path("missing.png")), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
