#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/cli/byte_size.h"
#include "framework/model_io/model_folder.h"
#include "framework/model_io/safetensors.h"
#include "framework/model_io/weight_files.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/support/problem_texts.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;

using graft::Tensor;

/// A model folder with tokenizer and settings, and a folder to convert it to.
struct Folder {
  Folder() {
    graft::Rng rng(3);
    graft::Value options = graft::Value::map();
    options.set("vocab_size", 7);
    options.set("hidden_size", 4);
    model =
        catalog.load(graft::Kind::kArchitecture, "tiny").factories.architecture(options, {}, rng);
    graft::save_model(source, *model);
    graft::Value config = read_json(source + "/config.json");
    config.set("key_of_another_program", "kept");
    graft::write_file(source + "/config.json", write_json(config));
    folder.write("model/tokenizer_config.json", "{}");
    folder.write("model/preprocessor_config.json", "{\"size\": 3}");
    folder.write("model/pytorch_model.bin", "pickle");
  }

  graft::ProgramResult convert(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {graft::graft_program(), "convert", "--plugins",
                                        graft::tiny_manifest(), "--model", source};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return graft::run_program(command);
  }
  static graft::Value read_json(const std::string& file) {
    return graft::parse_json(graft::read_file(file), file);
  }
  std::unique_ptr<graft::Architecture> load(const std::string& path) {
    graft::Rng rng(9);
    return graft::load_model(path, catalog, std::nullopt, rng).model;
  }

  graft::PluginCatalog catalog = graft::PluginCatalog::open({graft::tiny_manifest()});
  graft::TemporaryFolder folder;
  std::string source = folder.path("model");
  std::string output = folder.path("out");
  std::unique_ptr<graft::Architecture> model;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(convert_command, Folder)

BOOST_AUTO_TEST_CASE(a_model_in_another_type_has_the_rounded_numbers_and_all_other_files) {
  const graft::ProgramResult result = convert({"--output", output, "--dtype", "bf16"});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  BOOST_TEST(result.errors == "wrote " + output + " in bf16\n");
  const graft::Value config = read_json(output + "/config.json");
  BOOST_TEST(config.at("torch_dtype").as_string() == "bfloat16");
  BOOST_TEST(config.at("key_of_another_program").as_string() == "kept");
  BOOST_TEST(graft::read_file(output + "/preprocessor_config.json") == "{\"size\": 3}");
  BOOST_TEST(fs::exists(output + "/tokenizer_config.json"));
  BOOST_TEST(!fs::exists(output + "/pytorch_model.bin"));
  const auto converted = load(output);
  for (std::size_t i = 0; i < model->parameters().size(); ++i) {
    const Tensor wanted = model->parameters()[i].tensor.to(graft::DType::kBFloat16);
    const Tensor found = converted->parameters()[i].tensor;
    const Tensor rounded = wanted.to(graft::DType::kFloat32);
    BOOST_TEST(std::equal(found.data<float>(), found.data<float>() + found.numel(),
                          rounded.data<float>()));
  }
}

BOOST_AUTO_TEST_CASE(shards_give_the_same_model_and_the_type_stays_where_none_is_named) {
  BOOST_TEST_REQUIRE(convert({"--output", output, "--dtype", "f16"}).exit_code == 0);
  source = output;
  output = folder.path("shards");
  const graft::ProgramResult result = convert({"--output", output, "--max-shard-size", "40B"});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  BOOST_TEST(!fs::exists(output + "/model.safetensors"));
  const auto files = graft::WeightFiles::of_model(output);
  BOOST_TEST(files.path() == output + "/model.safetensors.index.json");
  BOOST_TEST(fs::exists(output + "/model-00002-of-00003.safetensors"));
  const graft::WeightFiles before(source + "/model.safetensors");
  for (const graft::StoredTensor& stored : before.tensors()) {
    for (const graft::StoredTensor& after : files.tensors()) {
      if (after.entry->name != stored.entry->name) continue;
      BOOST_TEST(after.entry->dtype == "F16");
      const Tensor left = stored.file->read(*stored.entry);
      const Tensor right = after.file->read(*after.entry);
      BOOST_TEST(
          std::equal(left.data<float>(), left.data<float>() + left.numel(), right.data<float>()));
    }
  }
  BOOST_TEST(files.tensors().size() == before.tensors().size());
}

BOOST_AUTO_TEST_CASE(a_merged_adapter_is_part_of_the_weights) {
  graft::Rng rng(1);
  const auto adapter =
      catalog.load(graft::Kind::kAdapter, "gain").factories.adapter(graft::Value::map());
  adapter->attach(*model, rng);
  for (graft::NamedParameter gain : adapter->parameters()) gain.tensor.fill(1.25f);
  const std::string adapter_folder = folder.path("adapter");
  graft::save_adapter(adapter_folder, *adapter, *model, source);
  const graft::ProgramResult result = convert({"--output", output, "--adapter", adapter_folder});
  BOOST_TEST_REQUIRE(result.exit_code == 0, result.errors);
  adapter->merge();
  const auto merged = load(output);
  for (std::size_t i = 0; i < model->parameters().size(); ++i) {
    const Tensor wanted = model->parameters()[i].tensor;
    const Tensor found = merged->parameters()[i].tensor;
    BOOST_TEST(
        std::equal(found.data<float>(), found.data<float>() + found.numel(), wanted.data<float>()));
  }
  BOOST_TEST(!fs::exists(output + "/adapter_config.json"));
}

BOOST_AUTO_TEST_CASE(nothing_is_overwritten_and_nothing_is_left_of_a_failure) {
  folder.write("out/mine", "1");
  const graft::ProgramResult refused = convert({"--output", output});
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(refused.errors ==
             output + ": error: is a folder that is not empty; name a new folder\n");
  BOOST_TEST(folder.read("out/mine") == "1");

  graft::NamedParameter first = model->parameters().front();
  first.tensor.data<float>()[2] = 1e6f;
  graft::save_model(source, *model);
  const std::string other = folder.path("other");
  const graft::ProgramResult failed = convert({"--output", other, "--dtype", "f16"});
  BOOST_TEST(failed.exit_code == 2);
  BOOST_TEST(failed.errors == "error: tensor \"" + first.name +
                                  "\": element 2 is 1000000.000000, which no finite number of f16 "
                                  "stands for; use bf16 or f32\n");
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    BOOST_TEST(!entry.path().filename().string().starts_with("other"), entry.path());
  }
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_refused) {
  const auto says = [&](const std::vector<std::string>& arguments, const std::string& text) {
    const graft::ProgramResult result = convert(arguments);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.errors == "error: " + text + "\n");
  };
  says({}, "`--output` is missing; name a new folder");
  says({"--output", output, "--dtype", "fp16"},
       "--dtype: expected f32, f16 or bf16, got \"fp16\"; did you mean f16?");
  says({"--output", output, "--max-shard-size", "5Gb"},
       "--max-shard-size: expected a size such as 200MB or 5GB, got \"5Gb\"; units are KB, MB, GB, "
       "TB, KiB, MiB, GiB and TiB");
  BOOST_TEST(!fs::exists(output));
}

BOOST_AUTO_TEST_CASE(sizes_have_decimal_and_binary_units) {
  using graft::read_byte_size;
  BOOST_TEST(read_byte_size("s", "17") == 17u);
  BOOST_TEST(read_byte_size("s", "200MB") == 200'000'000u);
  BOOST_TEST(read_byte_size("s", "1.5KiB") == 1536u);
  BOOST_TEST(read_byte_size("s", "5GB") == 5'000'000'000u);
  for (const char* wrong : {"", "MB", "0", "-1MB", "1 MB", "1e3", "nan", "1e400", "99999999TB"}) {
    BOOST_TEST(graft::problem_text([&] {
                 read_byte_size("s", wrong);
               }).starts_with("error: s: expected a size"),
               wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()
