#include "framework/model_io/weight_writer.h"

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/weight_files.h"
#include "graft/file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;

using graft::FloatType;
using graft::NamedParameter;
using graft::Tensor;

NamedParameter parameter(const std::string& name, const std::vector<float>& values) {
  return {name, Tensor::from({static_cast<std::int64_t>(values.size())}, values), -1, false};
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<float> values_of(const graft::StoredTensor& stored) {
  const Tensor tensor = stored.file->read(*stored.entry);
  return {tensor.data<float>(), tensor.data<float>() + tensor.numel()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(weight_writer)

BOOST_AUTO_TEST_CASE(numbers_are_rounded_to_the_type_they_are_stored_as) {
  const graft::TemporaryFolder folder;
  const std::vector<float> values = {1.0f + 0x1p-11f, -0.1f, 65504.0f, 0x1p-24f};
  for (const auto& [type, first] :
       {std::pair{FloatType::kF32, 1.0f + 0x1p-11f}, std::pair{FloatType::kF16, 1.0f},
        std::pair{FloatType::kBF16, 1.0f}}) {
    graft::write_weights(folder.path(), {parameter("w", values)}, {.type = type});
    const graft::WeightFiles files(folder.path("model.safetensors"));
    const graft::StoredTensor& stored = files.tensors().front();
    BOOST_TEST(stored.entry->dtype == graft::names_of(type).safetensors);
    BOOST_TEST(values_of(stored)[0] == first);
    BOOST_TEST(values_of(stored)[3] == 0x1p-24f);
    BOOST_TEST(values_of(stored)[1] == -0.1f, boost::test_tools::tolerance(0.01f));
  }
}

BOOST_AUTO_TEST_CASE(shards_are_as_large_as_they_may_be_and_have_an_index) {
  const graft::TemporaryFolder folder;
  const std::vector<NamedParameter> parameters = {parameter("d", {1, 2}), parameter("c", {3}),
                                                  parameter("b", {4, 5, 6, 7}),
                                                  parameter("a", {8})};
  graft::write_weights(folder.path(), parameters, {.type = FloatType::kF32, .max_shard_size = 12});
  BOOST_TEST(names_in(folder.path()) ==
                 (std::vector<std::string>{
                     "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
                     "model-00003-of-00003.safetensors", "model.safetensors.index.json"}),
             boost::test_tools::per_element());
  BOOST_TEST(folder.read("model.safetensors.index.json") ==
             "{\n"
             "  \"metadata\": {\n"
             "    \"total_size\": 32\n"
             "  },\n"
             "  \"weight_map\": {\n"
             "    \"a\": \"model-00003-of-00003.safetensors\",\n"
             "    \"b\": \"model-00002-of-00003.safetensors\",\n"
             "    \"c\": \"model-00001-of-00003.safetensors\",\n"
             "    \"d\": \"model-00001-of-00003.safetensors\"\n"
             "  }\n"
             "}\n");
  const auto files = graft::WeightFiles::of_model(folder.path());
  BOOST_TEST_REQUIRE(files.tensors().size() == 4u);
  for (const graft::StoredTensor& stored : files.tensors()) {
    if (stored.entry->name != "b") continue;
    BOOST_TEST(values_of(stored) == (std::vector<float>{4, 5, 6, 7}),
               boost::test_tools::per_element());
  }
  BOOST_TEST(files.tensors()[0].file->header().metadata.at("format") == "pt");
}

BOOST_AUTO_TEST_CASE(the_size_of_a_shard_is_that_of_the_stored_type) {
  const graft::TemporaryFolder folder;
  graft::write_weights(folder.path(), {parameter("a", {1, 2, 3}), parameter("b", {4, 5, 6})},
                       {.type = FloatType::kBF16, .max_shard_size = 12});
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"model.safetensors"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_that_the_type_cannot_hold_are_refused_before_anything_is_written) {
  const graft::TemporaryFolder folder;
  const auto texts = graft::problem_texts([&] {
    graft::write_weights(
        folder.path(),
        {parameter("good", {1}), parameter("large", {1, -70000}), parameter("larger", {1e38f})},
        {.type = FloatType::kF16});
  });
  BOOST_TEST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0] ==
             "error: tensor \"large\": element 1 is -70000.000000, which no finite number of f16 "
             "stands for; use bf16 or f32");
  BOOST_TEST(texts[1].starts_with("error: tensor \"larger\": element 0 is "), texts[1]);
  BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
