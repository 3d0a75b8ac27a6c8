#include "framework/model_io/image_processor.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

constexpr const char* kFile = "preprocessor_config.json";

ImageInput clip_input() {
  ImageInput input;
  input.size = 224;
  input.mean = {0.48145466f, 0.4578275f, 0.40821073f};
  input.std = {0.26862954f, 0.26130258f, 0.27577711f};
  return input;
}

std::string mistake(const std::string& config) {
  const TemporaryFolder folder;
  const std::string file = folder.write(kFile, config);
  std::string text = problem_text([&] { check_image_processor(folder.path(), clip_input()); });
  if (text.starts_with(file)) text.erase(0, file.size());
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_processor)

BOOST_AUTO_TEST_CASE(what_is_written_is_taken) {
  const TemporaryFolder folder;
  check_image_processor(folder.path(), clip_input());  // no file says nothing
  write_image_processor(folder.path(), clip_input());
  check_image_processor(folder.path(), clip_input());
  const Value config = parse_json(folder.read(kFile), kFile);
  BOOST_TEST(write_json(config.at("image_mean")) == "[0.48145467, 0.4578275, 0.40821072]");
  BOOST_TEST(write_json(config.at("size")) == R"({"shortest_edge": 224})");
}

BOOST_AUTO_TEST_CASE(files_of_every_age_are_taken) {
  // The first is that of openai/clip-vit-base-patch32, the second as later ones are.
  BOOST_TEST(mistake(R"({"crop_size": 224, "do_center_crop": true, "do_normalize": true,
      "do_resize": true, "feature_extractor_type": "CLIPFeatureExtractor",
      "image_mean": [0.48145466, 0.4578275, 0.40821073],
      "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 224})") ==
             "no error");
  BOOST_TEST(mistake(R"({"crop_size": {"height": 224, "width": 224}, "do_rescale": true,
      "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}})") == "no error");
  BOOST_TEST(mistake("{}") == "no error");
}

BOOST_AUTO_TEST_CASE(other_pictures_than_the_models_are_refused_key_by_key) {
  BOOST_TEST(mistake(R"({"image_mean": [0.5, 0.5, 0.5]})") ==
             ": error: image_mean: this model's pictures are prepared with [0.48145467, "
             "0.4578275, 0.40821072], got [0.5, 0.5, 0.5]; take the file that was published with "
             "this model, or remove it");
  for (const char* const config :
       {R"({"do_center_crop": false})", R"({"do_resize": 1})", R"({"resample": 2})",
        R"({"size": {"height": 224, "width": 224}})", R"({"size": 336})",
        R"({"crop_size": {"height": 224, "width": 200}})", R"({"rescale_factor": 1})",
        R"({"image_std": [0.2, 0.2]})", R"({"image_std": 0.2})"}) {
    const std::string key = std::string(config).substr(2, std::string(config).find(':') - 3);
    BOOST_TEST(mistake(config).find("error: " + key + ": this model's") != std::string::npos,
               config << ": " << mistake(config));
  }
  BOOST_TEST(mistake("[1]").find("expected a map, got a list") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
