#include "framework/data/joined_dataset.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

/// Texts by split.
class Texts : public Dataset {
 public:
  explicit Texts(std::map<std::string, std::vector<std::string>> texts)
      : texts_(std::move(texts)) {}

  std::vector<std::string> splits() const override {
    std::vector<std::string> names;
    for (const auto& [name, texts] : texts_) names.push_back(name);
    return names;
  }
  std::int64_t size(const std::string& split) const override {
    return std::ssize(texts_.at(split));
  }
  Example example(const std::string& split, std::int64_t index) const override {
    Example example;
    example.columns["text"] = texts_.at(split).at(static_cast<std::size_t>(index));
    return example;
  }

 private:
  std::map<std::string, std::vector<std::string>> texts_;
};

JoinedDataset joined() {
  std::vector<std::unique_ptr<Dataset>> parts;
  parts.push_back(std::make_unique<Texts>(
      std::map<std::string, std::vector<std::string>>{{"train", {"a", "b"}}, {"test", {"t"}}}));
  parts.push_back(std::make_unique<Texts>(
      std::map<std::string, std::vector<std::string>>{{"train", {"c"}}, {"validation", {"v"}}}));
  return JoinedDataset(std::move(parts));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(joined_datasets)

BOOST_AUTO_TEST_CASE(examples_of_a_split_come_one_dataset_after_another) {
  const JoinedDataset data = joined();
  BOOST_TEST((data.splits() == std::vector<std::string>{"train", "validation", "test"}));
  BOOST_TEST_REQUIRE(data.size("train") == 3);
  std::string all;
  for (std::int64_t i = 0; i < 3; ++i) all += data.example("train", i).text("text");
  BOOST_TEST(all == "abc");
  BOOST_TEST(data.example("validation", 0).text("text") == "v");
  BOOST_TEST(data.size("test") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_an_error) {
  const JoinedDataset data = joined();
  BOOST_CHECK_THROW(data.example("train", 3), InputError);
  BOOST_CHECK_THROW(data.example("train", -1), InputError);
  BOOST_CHECK_THROW(data.size("other"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
