#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/framework/cli/small_folders.h"
#include "tests/support/png_file.h"

namespace graft {
namespace {

const std::string kSizes =
    R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "max_positions": 32, "image_size": 8,
        "patch_size": 4, "projection_size": 8, "bos_token_id": 0, "eos_token_id": 0})";

/// Three pictures and a model that compares them with texts.
struct Pictures : SmallFolders {
  Pictures() {
    folder.write("pictures/red.png", plain_png(9, 8, 255, 0, 0));
    folder.write("pictures/blue.png", plain_png(8, 8, 0, 0, 255));
    folder.write("pictures/white.png", plain_png(4, 4, 255, 255, 255));
    images = folder.write("images.jsonl",
                          "{\"image\": \"pictures/red.png\"}\n\n"
                          "{\"image\": \"pictures/blue.png\"}\n"
                          "{\"image\": \"pictures/white.png\"}\n");
    save("multimodal", HeadSpec{}, kSizes);
  }

  ProgramResult retrieve(const std::string& rows, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"--images", images, "--texts",
                                          folder.write("texts.jsonl", rows)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run("retrieve", arguments);
  }
  Value found(const std::string& rows) const {
    const ProgramResult result = retrieve(rows, {"--json"});
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
    return parse_json(result.output);
  }
  std::string complaint_of(const std::string& rows) const {
    const ProgramResult result = retrieve(rows);
    BOOST_TEST(result.exit_code == 2, result.errors);
    BOOST_TEST(result.output.empty(), result.output);
    return result.errors;
  }

  std::string images;
};

const std::string kTexts =
    "{\"text\": \"a red cat\"}\n{\"caption\": \"the sea\"}\n{\"text\": \"the green dog and 狗\"}\n";

double similarity(const Value& result, std::size_t image, std::size_t text) {
  return result.at("similarity").as_list().at(image).as_list().at(text).as_double();
}

/// The share of texts whose picture is the most similar, counted from the matrix.
double share_found(const Value& result, const std::vector<std::size_t>& image_of) {
  double hits = 0.0;
  for (std::size_t text = 0; text < image_of.size(); ++text) {
    std::size_t best = 0;
    for (std::size_t image = 1; image < 3; ++image) {
      if (similarity(result, image, text) > similarity(result, best, text)) best = image;
    }
    hits += best == image_of[text] ? 1.0 : 0.0;
  }
  return hits / static_cast<double>(image_of.size());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retrieve_command, Pictures)

BOOST_AUTO_TEST_CASE(every_picture_is_compared_with_every_text) {
  const Value result = found(kTexts);
  BOOST_TEST(keys_of(result) == "similarity recall");
  BOOST_TEST_REQUIRE(result.at("similarity").size() == 3u);
  for (const Value& row : result.at("similarity").as_list()) {
    BOOST_TEST(row.size() == 3u);
    for (const Value& cosine : row.as_list()) {
      BOOST_TEST(std::abs(cosine.as_double()) <= 1.00001);
    }
  }
  const Value::List& recalls = result.at("recall").as_list();
  BOOST_TEST_REQUIRE(recalls.size() == 3u);
  BOOST_TEST(keys_of(recalls[0]) ==
             "k image_to_text text_to_image image_to_text_chance text_to_image_chance");
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(recalls[i].at("k").as_int() == (std::vector<std::int64_t>{1, 5, 10})[i]);
  }
  BOOST_TEST(recalls[0].at("text_to_image").as_double() == share_found(result, {0, 1, 2}));
  BOOST_TEST(std::abs(recalls[0].at("text_to_image_chance").as_double() - 1.0 / 3) < 1e-9);
  BOOST_TEST(recalls[1].at("image_to_text").as_double() == 1.0);
  BOOST_TEST(recalls[1].at("text_to_image_chance").as_double() == 1.0);
}

BOOST_AUTO_TEST_CASE(a_cosine_does_not_depend_on_the_other_texts) {
  const Value together = found(kTexts);
  const Value alone = found("{\"text\": \"a red cat\", \"image_index\": 1}\n");
  BOOST_TEST(alone.at("similarity").as_list()[0].size() == 1u);
  for (std::size_t image = 0; image < 3; ++image) {
    BOOST_TEST(std::abs(similarity(together, image, 0) - similarity(alone, image, 0)) < 1e-4);
  }
  BOOST_TEST(std::abs(similarity(together, 0, 0) - similarity(together, 0, 1)) > 1e-4);
  BOOST_TEST(std::abs(similarity(together, 0, 0) - similarity(together, 1, 0)) > 1e-4);
}

BOOST_AUTO_TEST_CASE(texts_name_the_picture_that_they_belong_to) {
  const std::string rows =
      "{\"text\": \"a red cat\", \"image_index\": 2}\n{\"text\": \"the sea\", \"image_index\": 0}\n"
      "{\"text\": \"a dog\", \"image_index\": 2}\n{\"text\": \"green\", \"image_index\": 2}\n";
  const Value result = found(rows);
  const Value& at1 = result.at("recall").as_list()[0];
  BOOST_TEST(at1.at("text_to_image").as_double() == share_found(result, {2, 0, 2, 2}));
  // Picture 2 has three texts of four, picture 0 one, picture 1 none.
  BOOST_TEST(std::abs(at1.at("image_to_text_chance").as_double() - 0.5) < 1e-9);
}

BOOST_AUTO_TEST_CASE(the_table_says_the_same) {
  const Value result = found(kTexts);
  const ProgramResult table = retrieve(kTexts);
  BOOST_TEST_REQUIRE(table.exit_code == 0, table.errors);
  char first[32];
  std::snprintf(first, sizeof first, "%.4f ", similarity(result, 0, 0));
  BOOST_TEST(table.output.starts_with(first), table.output);
  BOOST_TEST(std::count(table.output.begin(), table.output.end(), '\n') == 6);
  BOOST_TEST(holds(table.output, "recall@10  image to text 1.000 (chance 1.000)"), table.output);
}

BOOST_AUTO_TEST_CASE(numbers_of_no_picture_are_refused) {
  const std::string rule = "; give as many texts as images, or an `image_index` from 0\n";
  BOOST_TEST(complaint_of("{\"text\": \"a\", \"image_index\": 3}\n"
                          "{\"text\": \"b\", \"image_index\": -1}\n") ==
             folder.path("texts.jsonl") +
                 ":1: error: the text belongs to image 3, and there are 3" + rule +
                 folder.path("texts.jsonl") +
                 ":2: error: the text belongs to image -1, and there are 3" + rule);
  BOOST_TEST(complaint_of("{\"text\": \"a\"}\n{\"text\": \"b\"}\n") ==
             folder.path("texts.jsonl") + ": error: holds 2 texts for 3 images" + rule);
  BOOST_TEST(complaint_of(kTexts + "{\"text\": \"too many\"}\n") ==
             folder.path("texts.jsonl") +
                 ":4: error: the text belongs to image 3, and there are 3" + rule);
  BOOST_TEST(holds(complaint_of("{\"text\": \"a\", \"image_index\": 0.5}\n"), "texts.jsonl:1:"));
  BOOST_TEST(complaint_of("") ==
             folder.path("texts.jsonl") + ": error: holds 0 texts for 3 images" + rule);
}

BOOST_AUTO_TEST_CASE(models_without_a_common_space_and_without_a_tokenizer_are_refused) {
  save("multimodal", HeadSpec{}, kSizes, false);
  BOOST_TEST(holds(complaint_of(kTexts), folder.path("model")));
  save("image-conditioned", HeadSpec{},
       R"({"hidden_size": 16, "num_layers": 1, "num_heads": 2, "image_size": 8, "patch_size": 4})");
  BOOST_TEST(complaint_of(kTexts) ==
             "error: the model has no space for images and texts; use one that was trained on "
             "images with their texts, as CLIP\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
