#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/support/png_file.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

// The real program on pictures with captions in two languages.

namespace graft {
namespace {

namespace fs = std::filesystem;

struct Colour {
  const char* english;
  const char* chinese;
  std::array<std::uint8_t, 3> rgb;
};
constexpr Colour kColours[] = {
    {"red", "红色", {255, 0, 0}},      {"green", "绿色", {0, 255, 0}},
    {"blue", "蓝色", {0, 0, 255}},     {"white", "白色", {255, 255, 255}},
    {"black", "黑色", {0, 0, 0}},      {"yellow", "黄色", {255, 255, 0}},
    {"pink", "粉色", {255, 150, 200}}, {"brown", "棕色", {120, 70, 20}}};

/// Plain pictures: two of each colour to train on, one to test.
void write_pictures(const TemporaryFolder& folder) {
  std::string train;
  std::string test;
  for (const Colour& colour : kColours) {
    for (std::uint32_t size = 8; size < 11; ++size) {
      const std::string name = std::string(colour.english) + std::to_string(size) + ".png";
      folder.write("data/images/" + name,
                   plain_png(size, 8, colour.rgb[0], colour.rgb[1], colour.rgb[2]));
      std::string& rows = size == 10 ? test : train;
      rows += "{\"image\": \"images/" + name + "\", \"caption\": \"all " + colour.english +
              "\", \"caption_zh\": \"全" + colour.chinese + "\"}\n";
    }
  }
  folder.write("data/train.jsonl", train);
  folder.write("data/test.jsonl", test);
}

std::string experiment(const std::string& model, const std::string& data,
                       const std::string& tokenizer = "") {
  return "experiment: pictures\nseed: 3\n"
         "tokenizer: {name: byte-bpe, vocab_size: 300, pad_token: <pad>" +
         tokenizer +
         "}\nstages:\n"
         "  base:\n"
         "    kind: pretrain\n"
         "    model: {" +
         model +
         "}\n"
         "    data: {" +
         data +
         "}\n"
         "    train: {steps: 60, batch_size: 8, learning_rate: 3e-3, checkpoint_every: 2}\n";
}

const std::string kClip =
    "architecture: multimodal, options: {hidden_size: 16, num_layers: 1, num_heads: 2, "
    "max_positions: 16, vision_num_layers: 1, image_size: 8, patch_size: 4, projection_size: 8, "
    "dropout: 0.1}";
const std::string kPictures = "name: image-text, path: data, captions: [caption, caption_zh]";
const std::string kWriter =
    "architecture: image-conditioned, options: {hidden_size: 16, num_layers: 1, num_heads: 2, "
    "max_positions: 64, vision_num_layers: 1, image_size: 32, patch_size: 16}";
const std::string kSmallWorld =
    "name: small-world, task: pictures, train_size: 40, validation_size: 8, test_size: 6";

/// A folder with pictures and an experiment.
struct Place {
  explicit Place(const std::string& text) {
    write_pictures(folder);
    folder.write("e.yaml", text);
  }

  std::vector<std::string> command(const std::string& name,
                                   const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {graft_program(), name, folder.path("e.yaml"), "--threads", "1"};
    if (name == "run") all.insert(all.end(), {"--runs", folder.path("runs")});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::string base(const std::string& name) const {
    return folder.path("runs/pictures/base/" + name);
  }
  Value result() const { return parse_json(read_file(base("result.json"))); }

  TemporaryFolder folder;
};

void run_whole(const Place& place, const std::vector<std::string>& more = {}) {
  const ProgramResult outcome = run_program(place.command("run", more));
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.errors);
}

/// Stops a run in the middle and continues it: the model has the same bits as that of `whole`.
void check_continued(const std::string& text) {
  const std::vector<std::string> longer = {"--set", "stages.base.train.steps=400"};
  const Place whole(text);
  run_whole(whole, longer);
  const Place stopped(text);
  const TemporaryFolder output;
  Program program(stopped.command("run", longer), output);
  program.run_until([&stopped] { return fs::exists(stopped.base("checkpoint")); });
  program.kill(SIGINT);
  BOOST_TEST(program.wait().exit_code == 130);
  const ProgramResult continued = run_program(stopped.command("run", longer));
  BOOST_REQUIRE_MESSAGE(continued.exit_code == 0, continued.errors);
  BOOST_TEST(continued.errors.find("(continued from step ") != std::string::npos, continued.errors);
  BOOST_TEST((read_file(stopped.base("model/model.safetensors")) ==
              read_file(whole.base("model/model.safetensors"))));
  BOOST_TEST(write_json(stopped.result()) == write_json(whole.result()));
}

ProgramResult retrieve(const Place& place, const std::string& images, const std::string& texts,
                       const std::vector<std::string>& more = {}) {
  std::vector<std::string> all = {graft_program(), "retrieve", "--model", place.base("model"),
                                  "--images",      images,     "--texts", texts};
  all.insert(all.end(), more.begin(), more.end());
  return run_program(all);
}

/// What `graft check` says of an experiment.
std::string complaint(const std::string& text) {
  const Place place(text);
  const ProgramResult outcome = run_program(place.command("check"));
  BOOST_TEST(outcome.exit_code == 2, outcome.errors);
  return outcome.errors;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pretraining_on_images)

BOOST_AUTO_TEST_CASE(a_contrastive_model_finds_unseen_pictures_and_retrieve_gives_the_same) {
  const Place place(experiment(kClip, kPictures));
  run_whole(place, {"--set", "stages.base.train.steps=300"});
  const Value result = place.result();
  for (const char* column : {"caption", "caption_zh"}) {
    for (const char* way : {".image_to_text", ".text_to_image"}) {
      BOOST_TEST(result.at(std::string(column) + way + ".recall@1").as_double() >= 0.5);
      BOOST_TEST(result.at(std::string(column) + way + ".recall@10").as_double() == 1.0);
    }
  }
  BOOST_TEST(result.at("chance.caption.image_to_text.recall@1").as_double() == 0.125);
  BOOST_TEST(result.at("chance.caption_zh.text_to_image.recall@1").as_double() == 0.125);
  BOOST_TEST(result.at("n").as_int() == 8);
  BOOST_TEST(std::abs(result.at("loss_share").as_double() * std::log(8.0) -
                      result.at("test_loss").as_double()) < 1e-9);

  const std::string test = place.folder.path("data/test.jsonl");
  const ProgramResult found = retrieve(place, test, test, {"--json"});
  BOOST_REQUIRE_MESSAGE(found.exit_code == 0, found.errors);
  const Value json = parse_json(found.output);
  BOOST_TEST(json.at("similarity").size() == 8u);
  BOOST_TEST(json.at("similarity").as_list()[0].size() == 8u);
  const Value& at1 = json.at("recall").as_list()[0];
  BOOST_TEST(at1.at("k").as_int() == 1);
  BOOST_TEST(at1.at("image_to_text").as_double() ==
             result.at("caption.image_to_text.recall@1").as_double());
  BOOST_TEST(at1.at("text_to_image").as_double() ==
             result.at("caption.text_to_image.recall@1").as_double());
  const ProgramResult table = retrieve(place, test, test);
  BOOST_TEST(holds(table.output, "recall@1   image to text "));
  BOOST_TEST(holds(table.output, "(chance 0.125)"));
}

BOOST_AUTO_TEST_CASE(a_writer_is_measured_by_the_captions_it_writes) {
  const Place place(experiment(kWriter, kSmallWorld));
  run_whole(place);
  const Value result = place.result();
  BOOST_TEST(result.at("valid_loss").as_double() < std::log(300.0));
  BOOST_TEST(result.at("exact_match").as_double() >= 0.0);
  BOOST_TEST(result.find("loss_share") == nullptr);
  const std::string lines = read_file(place.base("predictions.jsonl"));
  BOOST_TEST(std::count(lines.begin(), lines.end(), '\n') == 6);
  const Value first = parse_json(lines.substr(0, lines.find('\n')));
  BOOST_TEST(holds(first.at("references").as_list()[0].as_string(), "background."));
}

BOOST_AUTO_TEST_CASE(a_stopped_run_continues_to_the_same_bits) {
  check_continued(experiment(kClip, kPictures));
  check_continued(experiment(kWriter, kSmallWorld));
}

BOOST_AUTO_TEST_CASE(each_dataset_of_a_list_has_captions_of_its_own) {
  const Place place("");
  std::string rows = read_file(place.folder.path("data/train.jsonl"));
  for (std::size_t at = 0; (at = rows.find("\"caption\"", at)) != std::string::npos;) {
    rows.replace(at, 9, "\"alt\"");
  }
  place.folder.write("more/train.jsonl", rows);
  fs::copy(place.folder.path("data/images"), place.folder.path("more/images"));
  std::string text = experiment(kClip, "");
  text.replace(text.find("data: {}"), 8,
               "data: [{name: image-text, path: data},\n"
               "           {name: image-text, path: more, captions: [alt]}]");
  place.folder.write("e.yaml", text);
  run_whole(place, {"--set", "stages.base.train.steps=2"});
  BOOST_TEST(place.result().at("steps").as_int() == 2);
}

BOOST_AUTO_TEST_CASE(the_temperature_is_held_in_its_range_while_it_trains) {
  std::string text = experiment(kClip, kPictures);
  text.replace(text.find("dropout: 0.1"), 12, "logit_scale_init_value: 6.0");
  const Place place(text);
  run_whole(place, {"--set", "stages.base.train.steps=1"});
  const SafetensorsFile file = read_safetensors(place.base("model/model.safetensors"));
  const Tensor* const scale = file.find("logit_scale");
  BOOST_REQUIRE(scale != nullptr);
  BOOST_TEST(scale->item() <= 4.60518f);
}

BOOST_AUTO_TEST_CASE(mistakes_are_found_before_anything_starts) {
  std::string wrong_column = kPictures;
  wrong_column.replace(wrong_column.find("caption_zh"), 10, "caption_fr");
  const std::string message = complaint(experiment(kClip, wrong_column));
  BOOST_TEST(holds(message, "e.yaml:"), message);
  BOOST_TEST(holds(message, "caption_fr"), message);
  BOOST_TEST(holds(message, "caption_zh"), message);

  const std::string no_images = complaint(experiment(kClip, "name: small-world, task: sentiment"));
  BOOST_TEST(holds(no_images, "caption"), no_images);

  const auto says = [](const std::string& text, const std::vector<std::string>& settings,
                       const std::string& part) {
    const Place place(text);
    std::vector<std::string> more;
    for (const std::string& setting : settings) {
      more.insert(more.end(), {"--set", "stages.base." + setting});
    }
    const ProgramResult outcome = run_program(place.command("check", more));
    BOOST_TEST(outcome.exit_code == 2);
    BOOST_TEST(holds(outcome.errors, "e.yaml:"), outcome.errors);
    BOOST_TEST(holds(outcome.errors, part), outcome.errors);
  };
  says(experiment(kClip, kPictures, ", special_tokens: []"), {}, "CLIP needs an end-of-text token");
  says(experiment(kClip, kPictures), {"train.batch_size=1"}, "a batch has one; give at least 2");
  says(experiment(kClip, kPictures), {"model.options.num_channels=1"},
       "the images have 3 channels, but num_channels of the model is 1");
  says(experiment(kClip, kPictures), {"model.options.max_positions=1"},
       "max_positions 1 leaves no room for a text");
}

BOOST_AUTO_TEST_CASE(broken_pictures_are_named) {
  const Place place(experiment(kClip, kPictures));
  place.folder.write("data/images/red8.png", "no picture");
  const ProgramResult outcome = run_program(place.command("run"));
  BOOST_TEST(outcome.exit_code == 2);
  BOOST_TEST(holds(outcome.errors, "data/train.jsonl:1: error: the picture "), outcome.errors);
  BOOST_TEST(holds(outcome.errors, "images/red8.png is no PNG or JPEG picture"), outcome.errors);
}

BOOST_AUTO_TEST_CASE(wrong_rows_of_retrieve_are_named) {
  const Place place(experiment(kClip, kPictures));
  run_whole(place, {"--set", "stages.base.train.steps=1"});
  const std::string images = place.folder.path("data/test.jsonl");
  const auto error = [&](const std::string& rows) {
    const ProgramResult outcome = retrieve(place, images, place.folder.write("t.jsonl", rows));
    BOOST_TEST(outcome.exit_code == 2, outcome.errors);
    return outcome.errors;
  };
  BOOST_TEST(holds(error("{\"text\": \"a\"}\n{\"words\": 1}\n"),
                   "t.jsonl:2: error: expected a string `text` or `caption`"));
  BOOST_TEST(holds(error("{\"text\": \"a\"}\n"), "t.jsonl: error: holds 1 texts for 8 images"));
  BOOST_TEST(holds(error("\n{\"text\": \"a\", \"image_index\": 8}\n"),
                   "t.jsonl:2: error: the text belongs to image 8, and there are 8"));
  BOOST_TEST(holds(error("{\"text\": \"a\", \"image_index\": \"0\"}\n"), "t.jsonl:1: error: "));
  BOOST_TEST(retrieve(place, images,
                      place.folder.write("t.jsonl", "{\"text\": \"all red\", \"image_index\": 0}"))
                 .exit_code == 0);

  const std::string gone = place.folder.write("i.jsonl", "{\"image\": \"data/gone.png\"}\n");
  const ProgramResult outcome = retrieve(place, gone, images);
  BOOST_TEST(outcome.exit_code == 2);
  BOOST_TEST(holds(outcome.errors, "i.jsonl:1: error: no picture "), outcome.errors);
  BOOST_TEST(
      holds(run_program({graft_program(), "retrieve", "--model", place.base("model")}).errors,
            "`--images` is missing"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
