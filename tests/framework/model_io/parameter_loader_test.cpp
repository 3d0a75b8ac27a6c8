#include "framework/model_io/parameter_loader.h"

#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace {

using graft::NamedParameter;
using graft::Tensor;

struct File {
  explicit File(const std::vector<graft::NamedTensor>& tensors)
      : path(folder.path() + "/t.safetensors") {
    graft::write_safetensors(path, tensors);
  }
  graft::TemporaryFolder folder;
  std::string path;
};

NamedParameter parameter(const std::string& name, const graft::Shape& shape) {
  return NamedParameter{name, Tensor::zeros(shape), -1, false};
}

Tensor ones(const graft::Shape& shape) { return Tensor::full(shape, 1.0f); }

}  // namespace

BOOST_AUTO_TEST_SUITE(parameter_loader)

BOOST_AUTO_TEST_CASE(tensors_fill_the_parameters_of_their_names) {
  const File file({{"a", Tensor::from({2}, std::vector<float>{1, 2})}, {"old.b", ones({1})}});
  const std::vector<NamedParameter> parameters = {parameter("a", {2}), parameter("b", {1}),
                                                  parameter("head", {1})};
  graft::LoadRules rules;
  rules.parameter_name = [](const std::string& name) { return name == "old.b" ? "b" : name; };
  rules.may_be_missing = [](const NamedParameter& missing) { return missing.name == "head"; };
  const std::vector<std::string> fresh =
      graft::load_parameters(graft::WeightFiles(file.path), parameters, rules);
  BOOST_TEST(parameters[0].tensor.data<float>()[1] == 2.0f);
  BOOST_TEST(parameters[1].tensor.item() == 1.0f);
  BOOST_TEST(fresh == std::vector<std::string>{"head"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tensors_that_are_not_needed_are_passed_over) {
  const File file({{"a", ones({2})}, {"mask", ones({9})}});
  graft::LoadRules rules;
  rules.parameter_name = [](const std::string& name) { return name == "mask" ? "" : name; };
  BOOST_TEST(
      graft::load_parameters(graft::WeightFiles(file.path), {parameter("a", {2})}, rules).empty());
}

BOOST_AUTO_TEST_CASE(all_faults_of_a_file_are_listed_at_once) {
  Tensor broken = ones({3});
  broken.data<float>()[2] = std::numeric_limits<float>::quiet_NaN();
  const File file({{"transposed", ones({2, 3})},
                   {"broken", broken},
                   {"whole", Tensor::zeros({1}, graft::DType::kInt64)},
                   {"weigth", ones({1})},
                   {"twice", ones({1})},
                   {"old.twice", Tensor::zeros({1})}});
  graft::LoadRules rules;
  rules.parameter_name = [](const std::string& name) {
    return name == "old.twice" ? "twice" : name;
  };
  const std::vector<NamedParameter> parameters = {
      parameter("transposed", {3, 2}), parameter("broken", {3}), parameter("whole", {1}),
      parameter("weight", {1}), parameter("twice", {1})};
  std::string all = "\n";
  for (const std::string& text : graft::problem_texts(
           [&] { graft::load_parameters(graft::WeightFiles(file.path), parameters, rules); })) {
    BOOST_TEST(text.starts_with(file.path + ": error: "));
    all += text.substr(file.path.size() + 9) + "\n";
  }
  const auto says = [&](const std::string& text) {
    BOOST_TEST(all.find("\n" + text) != std::string::npos, text << " is not in " << all);
  };
  says("tensor \"transposed\" is F32 [2, 3], but the model has F32 [3, 2]");
  says("tensor \"broken\": element 2 is nan");
  says("tensor \"whole\" is I64 [1], but the model has F32 [1]");
  says("tensor \"weigth\" (F32 [1]) belongs to no parameter; the nearest is weight");
  says("tensor \"weight\" (F32 [1]) is missing");
  says("tensors \"twice\" (F32 [1]) and \"old.twice\" (F32 [1]) both stand for twice, but differ");
}

BOOST_AUTO_TEST_CASE(tied_weights_that_are_stored_twice_and_equal_are_accepted) {
  const File file({{"embedding", ones({2, 2})}, {"output", ones({2, 2})}});
  graft::LoadRules rules;
  rules.parameter_name = [](const std::string&) { return "embedding"; };
  const std::vector<NamedParameter> parameters = {parameter("embedding", {2, 2})};
  BOOST_TEST(graft::load_parameters(graft::WeightFiles(file.path), parameters, rules).empty());
  BOOST_TEST(parameters[0].tensor.data<float>()[3] == 1.0f);
}

BOOST_AUTO_TEST_CASE(faults_in_shards_name_the_shard_and_missing_tensors_the_index) {
  const graft::TemporaryFolder folder;
  Tensor broken = ones({3});
  broken.data<float>()[0] = std::numeric_limits<float>::infinity();
  graft::write_safetensors(folder.path("1.safetensors"), {{"broken", broken}});
  graft::write_safetensors(folder.path("2.safetensors"), {{"wide", ones({4})}});
  folder.write("model.safetensors.index.json",
               R"({"weight_map": {"broken": "1.safetensors", "wide": "2.safetensors"}})");
  const std::vector<NamedParameter> parameters = {parameter("broken", {3}), parameter("wide", {5}),
                                                  parameter("absent", {1})};
  const auto texts = graft::problem_texts(
      [&] { graft::load_parameters(graft::WeightFiles::of_model(folder.path()), parameters, {}); });
  BOOST_TEST_REQUIRE(texts.size() == 3u);
  BOOST_TEST(texts[0].starts_with(folder.path("1.safetensors") +
                                  ": error: tensor \"broken\": element 0 is inf"));
  BOOST_TEST(
      texts[1].starts_with(folder.path("2.safetensors") +
                           ": error: tensor \"wide\" is F32 [4], but the model has F32 [5]"));
  BOOST_TEST(texts[2].starts_with(folder.path("model.safetensors.index.json") +
                                  ": error: tensor \"absent\" (F32 [1]) is missing"));
}

BOOST_AUTO_TEST_SUITE_END()
