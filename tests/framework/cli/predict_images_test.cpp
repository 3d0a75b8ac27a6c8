#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/generate/request.h"
#include "graft/json.h"
#include "tests/framework/cli/small_folders.h"
#include "tests/support/png_file.h"

namespace graft {
namespace {

const std::string kSizes =
    R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "max_positions": 32, "image_size": 8,
        "patch_size": 4, "initializer_range": 0.4, "bos_token_id": 0, "eos_token_id": 0})";

const std::vector<std::string> kLines = {R"({"image": "pictures/red.png"})",
                                         R"({"image": "pictures/blue.png"})",
                                         R"({"image": "pictures/white.png"})"};

struct Pictures : SmallFolders {
  Pictures() {
    folder.write("pictures/red.png", plain_png(9, 8, 255, 0, 0));
    folder.write("pictures/blue.png", plain_png(8, 8, 0, 0, 255));
    folder.write("pictures/white.png", plain_png(4, 4, 255, 255, 255));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(predict_command_on_pictures, Pictures)

BOOST_AUTO_TEST_CASE(a_picture_gets_its_likeliest_label_without_any_tokenizer) {
  save("multimodal",
       {HeadKind::kImageClassification, {"sea", "land"}, "single_label_classification"}, kSizes,
       false);
  for (const Value& answer : predict(kLines)) {
    BOOST_TEST(keys_of(answer) == "label scores");
    const double sea = answer.at("scores").at("sea").as_double();
    const double land = answer.at("scores").at("land").as_double();
    BOOST_TEST(std::abs(sea + land - 1.0) < 1e-9);
    BOOST_TEST(answer.at("label").as_string() == (sea >= land ? "sea" : "land"));
  }
  check_neighbours(kLines);
}

BOOST_AUTO_TEST_CASE(a_picture_gets_a_text_which_may_be_begun) {
  save("image-conditioned", HeadSpec{}, kSizes);
  const std::vector<std::string> lines = {
      R"({"image": "pictures/red.png"})", R"({"image": "pictures/blue.png"})",
      R"({"image": "pictures/red.png", "text": "the sea and"})"};
  for (const Value& answer : predict(lines)) {
    BOOST_TEST(keys_of(answer) == "text score");
    BOOST_TEST(answer.at("score").as_double() <= 0.0);
  }
  check_neighbours(lines);
}

BOOST_AUTO_TEST_CASE(a_begun_text_follows_the_token_that_begins_texts) {
  save("image-conditioned", HeadSpec{}, kSizes);
  const std::optional<std::int64_t> bos = tokenizer->special_tokens().bos;
  BOOST_REQUIRE(bos.has_value());
  const PromptLimits limits = prompt_limits(*model, tokenizer.get());
  BOOST_REQUIRE(limits.frame);
  const std::vector<std::int64_t> expected = {*bos, 7, 8};
  BOOST_TEST(limits.frame({7, 8}) == expected, boost::test_tools::per_element());
  const std::vector<Value> answers =
      predict({R"({"image": "pictures/red.png"})", R"({"image": "pictures/red.png", "text": ""})"});
  BOOST_TEST(answers[0].at("text").as_string() == answers[1].at("text").as_string());
}

BOOST_AUTO_TEST_CASE(wrong_pictures_are_named) {
  save("image-conditioned", HeadSpec{}, kSizes);
  BOOST_TEST(complaint({kLines[0], R"({"image": "gone.png"})", R"({"text": "the"})"}) ==
             "FILE:2: error: no picture " + folder.path("gone.png") +
                 "; paths are relative to the file that names them\n"
                 "FILE:3: error: expected a string `image`; name a PNG or JPEG file\n");
}

BOOST_AUTO_TEST_CASE(all_damaged_pictures_are_told_with_their_rows) {
  save("multimodal",
       {HeadKind::kImageClassification, {"sea", "land"}, "single_label_classification"}, kSizes,
       false);
  const std::string broken = folder.write("broken.png", "no picture");
  const std::string whole = plain_png(9, 8, 255, 0, 0);
  const std::string cut = folder.write("cut.png", whole.substr(0, whole.size() - 20));
  const std::string told =
      complaint({R"({"image": "broken.png"})", kLines[0], R"({"image": "cut.png"})"});
  BOOST_TEST(
      told.starts_with("FILE:1: error: the picture " + broken + " is no PNG or JPEG picture"),
      told);
  BOOST_TEST(told.find("\nFILE:3: error: the picture " + cut + " ") != std::string::npos, told);
}

BOOST_AUTO_TEST_CASE(a_model_that_compares_gives_no_answer_to_a_single_picture) {
  save("multimodal", HeadSpec{}, kSizes);
  BOOST_TEST(complaint(kLines) ==
             "error: the model gives no answer to a single input; use `graft "
             "retrieve` for images and texts\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
