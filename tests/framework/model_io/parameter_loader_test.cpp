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
      graft::load_parameters(graft::SafetensorsReader(file.path), parameters, rules);
  BOOST_TEST(parameters[0].tensor.data<float>()[1] == 2.0f);
  BOOST_TEST(parameters[1].tensor.item() == 1.0f);
  BOOST_TEST(fresh == std::vector<std::string>{"head"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tensors_that_are_not_needed_are_passed_over) {
  const File file({{"a", ones({2})}, {"mask", ones({9})}});
  graft::LoadRules rules;
  rules.parameter_name = [](const std::string& name) { return name == "mask" ? "" : name; };
  BOOST_TEST(
      graft::load_parameters(graft::SafetensorsReader(file.path), {parameter("a", {2})}, rules)
          .empty());
}

BOOST_AUTO_TEST_CASE(all_faults_of_a_file_are_listed_at_once) {
  Tensor broken = ones({3});
  broken.data<float>()[2] = std::numeric_limits<float>::quiet_NaN();
  const File file({{"transposed", ones({2, 3})},
                   {"broken", broken},
                   {"whole", Tensor::zeros({1}, graft::DType::kInt64)},
                   {"weigth", ones({1})},
                   {"twice", ones({1})},
                   {"old.twice", ones({1})}});
  graft::LoadRules rules;
  rules.parameter_name = [](const std::string& name) {
    return name == "old.twice" ? "twice" : name;
  };
  const std::vector<NamedParameter> parameters = {
      parameter("transposed", {3, 2}), parameter("broken", {3}), parameter("whole", {1}),
      parameter("weight", {1}), parameter("twice", {1})};
  std::string all = "\n";
  for (const std::string& text : graft::problem_texts([&] {
         graft::load_parameters(graft::SafetensorsReader(file.path), parameters, rules);
       })) {
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
  says("tensors \"twice\" (F32 [1]) and \"old.twice\" (F32 [1]) both stand for twice");
}

BOOST_AUTO_TEST_SUITE_END()
