#include "plugins/datasets/image-text/image_text.h"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/image_values.h"
#include "tests/support/jpeg_file.h"
#include "tests/support/png_file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

using Names = std::vector<std::string>;

constexpr auto kEach = boost::test_tools::per_element();

/// A data set of two red pictures and a blue one in a folder of its own.
class Data {
 public:
  Data() {
    folder.write("images/red.png", plain_png(2, 3, 255, 0, 0));
    folder.write("blue.png", plain_png(1, 1, 0, 0, 255));
    folder.write("train.jsonl",
                 "{\"image\": \"images/red.png\", \"caption\": \"a red picture\", "
                 "\"caption_zh\": \"红色的图\", \"tags\": [\"red\", \"warm\"], \"stars\": 5}\n"
                 "\n"
                 "{\"image\": \"images/red.png\", \"caption\": \"red\", "
                 "\"caption_zh\": \"红\", \"tags\": [], \"stars\": 4}\n");
    folder.write("test.jsonl", "{\"caption\": \"blue\", \"image\": \"blue.png\"}");
    options.path = folder.path();
  }

  ImageText open() const { return ImageText(options); }
  std::string error() const {
    return problem_text([this] { open(); });
  }

  TemporaryFolder folder;
  ImageTextOptions options;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(image_text_dataset)

BOOST_AUTO_TEST_CASE(pictures_come_with_the_fields_of_their_row) {
  const Data data;
  const ImageText dataset = data.open();
  BOOST_TEST(dataset.splits() == (Names{"train", "test"}), kEach);
  BOOST_TEST(dataset.size("train") == 2);
  const Example first = dataset.example("train", 0);
  BOOST_TEST(first.text("caption") == "a red picture");
  BOOST_TEST(first.text("caption_zh") == "红色的图");
  BOOST_TEST(std::get<Names>(first.at("tags")) == (Names{"red", "warm"}), kEach);
  BOOST_TEST(std::get<std::int64_t>(first.at("stars")) == 5);
  const Tensor& picture = std::get<Tensor>(first.at("image"));
  BOOST_TEST((picture.shape() == Shape{3, 3, 2}));
  BOOST_TEST(picture.data<std::uint8_t>()[0] == 255);
  BOOST_TEST(picture.data<std::uint8_t>()[6] == 0);
  const Example blue = dataset.example("test", 0);
  BOOST_TEST(std::get<Tensor>(blue.at("image")).data<std::uint8_t>()[2] == 255);
}

BOOST_AUTO_TEST_CASE(an_option_names_the_field_of_the_picture) {
  Data data;
  data.folder.write("train.jsonl", R"({"picture": "blue.png", "image": "a text", "caption": "b"})");
  data.options.path = data.folder.path("train.jsonl");
  data.options.image = "picture";
  const Example example = data.open().example("train", 0);
  BOOST_TEST((std::get<Tensor>(example.at("image")).shape() == Shape{3, 1, 1}));
  BOOST_TEST(example.columns.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_share_of_training_rows_validates) {
  Data data;
  data.options.validation_share = 0.5;
  const ImageText dataset = data.open();
  BOOST_TEST(dataset.splits() == (Names{"train", "validation", "test"}), kEach);
  BOOST_TEST(dataset.size("train") == 1);
  BOOST_TEST(dataset.example("validation", 0).text("caption") == "red");
  data.folder.write("valid.jsonl", R"({"image": "blue.png", "caption": "b"})");
  BOOST_TEST(data.error().find("validation_share is given, but there is a validation file, ") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_name_the_fields_of_columns) {
  Data data;
  data.options.label = "caption";
  const Example first = data.open().example("train", 0);
  BOOST_TEST(first.text("label") == "a red picture");
  BOOST_TEST(first.columns.count("caption") == 0u);
  data.options.label = "captoin";
  BOOST_TEST(data.error().find("did you mean `label: caption`?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(all_wrong_rows_are_named_with_their_lines) {
  Data data;
  const std::string path = data.folder.write("train.jsonl",
                                             "{\"image\": \"blue.png\", \"caption\": \"fine\"}\n"
                                             "{\"caption\": \"no picture\"}\n"
                                             "{\"image\": 7, \"caption\": \"a number\"}\n"
                                             "[1]\n"
                                             "{\"image\": \n");
  const std::vector<std::string> texts = problem_texts([&] { data.open(); });
  BOOST_REQUIRE(texts.size() == 4u);
  BOOST_TEST(texts[0].find(path + ":2: error: the row has the fields `caption`, ") == 0u);
  BOOST_TEST(texts[1].find(path + ":3: error: field `image`: expected text, got numbers") == 0u);
  BOOST_TEST(texts[2].find(path + ":4: error: expected an object") == 0u);
  BOOST_TEST(texts[3].find(path + ":5:") == 0u);
}

BOOST_AUTO_TEST_CASE(all_missing_pictures_are_named_with_their_lines) {
  Data data;
  const std::string path = data.folder.write("train.jsonl",
                                             "{\"image\": \"blue.png\"}\n"
                                             "{\"image\": \"images/gone.png\"}\n"
                                             "{\"image\": \"images\"}\n");
  const std::vector<std::string> texts = problem_texts([&] { data.open(); });
  BOOST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0] == path + ":2: error: no picture " + data.folder.path("images/gone.png") +
                             "; paths are relative to the file that names them");
  BOOST_TEST(texts[1].find(path + ":3: error: no picture ") == 0u);
}

BOOST_AUTO_TEST_CASE(pictures_may_be_jpeg) {
  const Data data;
  data.folder.write("blue.png", jpeg_bytes(plain_jpeg(bytes_of({0, 0, 255}), 5, 4)));
  const Example blue = data.open().example("test", 0);
  const Tensor& picture = std::get<Tensor>(blue.at("image"));
  BOOST_TEST((picture.shape() == Shape{3, 4, 5}));
  BOOST_TEST(picture.data<std::uint8_t>()[59] >= 253);
}

BOOST_AUTO_TEST_CASE(files_of_other_formats_are_named_with_their_rows_at_once) {
  const Data data;
  data.folder.write("a.gif", "GIF89a");
  data.folder.write("b.png", "");
  const std::string path = data.folder.write("train.jsonl",
                                             "{\"image\": \"blue.png\"}\n{\"image\": \"a.gif\"}\n"
                                             "{\"image\": \"b.png\"}\n");
  const std::vector<std::string> texts = problem_texts([&] { data.open(); });
  BOOST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0] == path + ":2: error: the picture " + data.folder.path("a.gif") +
                             " is a GIF picture, expected PNG or JPEG; convert it to one of them");
  BOOST_TEST(texts[1] == path + ":3: error: the picture " + data.folder.path("b.png") +
                             " is empty; replace the file");
}

BOOST_AUTO_TEST_CASE(broken_pictures_are_named_with_their_rows_when_they_are_read) {
  Data data;
  const std::string path = data.folder.write("blue.png", plain_png(9, 9, 1, 2, 3).substr(0, 50));
  const ImageText dataset = data.open();
  BOOST_TEST(dataset.size("test") == 1);
  BOOST_TEST(problem_text([&] { dataset.example("test", 0); }) ==
             data.folder.path("test.jsonl") + ":1: error: the picture " + path +
                 " is cut short; replace the file");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_said) {
  Data data;
  const ImageText dataset = data.open();
  BOOST_CHECK_THROW(dataset.example("train", 2), InputError);
  BOOST_CHECK_THROW(dataset.example("train", -1), InputError);
  BOOST_TEST(problem_text([&] {
               (void)dataset.size("validation");
             }).find("image-text: no split \"validation\"; there is train, test") !=
             std::string::npos);
  data.folder.write("train.jsonl", "\n");
  BOOST_TEST(data.error().find("train.jsonl: error: holds no rows") != std::string::npos);
  data.options.path = data.folder.path("nowhere");
  BOOST_CHECK_THROW(data.open(), InputError);
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  Data data;
  const std::string whole = data.folder.read("train.jsonl");
  Rng rng(5);
  for (int i = 0; i < 200; ++i) {
    data.folder.write("train.jsonl", damaged(whole, rng));
    try {
      const ImageText dataset = data.open();
      for (std::int64_t row = 0; row < dataset.size("train"); ++row) dataset.example("train", row);
    } catch (const InputError&) {
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
