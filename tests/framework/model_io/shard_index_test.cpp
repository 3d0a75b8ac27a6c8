#include "framework/model_io/shard_index.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"

namespace {

graft::ShardIndex parse(const std::string& text) {
  return graft::parse_shard_index(text, "i.json");
}

std::string verdict(const std::string& text) {
  return graft::problem_text([&] { parse(text); });
}

const char* const kGood = R"({"metadata": {"total_size": 12, "more": [1, {"a": null}]},
  "other": [true, 1.5],
  "weight_map": {"a": "x.safetensors", "层.b": "deep/y.safetensors", "c": "x.safetensors"}})";

}  // namespace

BOOST_AUTO_TEST_SUITE(shard_index)

BOOST_AUTO_TEST_CASE(tensors_are_known_by_their_shards_and_each_shard_once) {
  const graft::ShardIndex index = parse(kGood);
  BOOST_TEST(index.shards == (std::vector<std::string>{"x.safetensors", "deep/y.safetensors"}),
             boost::test_tools::per_element());
  BOOST_TEST(index.weight_map.size() == 3u);
  BOOST_TEST(index.weight_map.at("c") == 0u);
  BOOST_TEST(index.weight_map.at("层.b") == 1u);
}

BOOST_AUTO_TEST_CASE(wrong_indexes_are_refused_at_their_place) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  struct Case {
    std::string text;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"", "i.json:1:1: error: not valid JSON: incomplete JSON"},
      {"[]", "i.json:1:1: error: expected a map"},
      {"\"a\"", ": error: expected a map"},
      {"3", ": error: expected a map"},
      {"{}", "i.json: error: `weight_map` is missing; is this the index of a model?"},
      {R"({"weight_map": {}})", "i.json: error: its weight_map names no tensor"},
      {R"({"weight_map": ["a"]})", ": error: weight_map: expected a map"},
      {R"({"weight_map": null})", ": error: weight_map: expected a map"},
      {R"({"metadata": 3, "weight_map": {"a": "x.safetensors"}})",
       ": error: metadata: expected a map"},
      {R"({"weight_map": {"a": 1}})", ": error: tensor \"a\": expected the name of a file"},
      {R"({"weight_map": {"a": {"b": "c"}}})", "tensor \"a\": expected the name of a file"},
      {R"({"weight_map": {"a": ["c"]}})", "tensor \"a\": expected the name of a file"},
      {R"({"weight_map": {"a": "x.safetensors", "a": "y.safetensors"}})",
       ": error: the tensor \"a\" appears twice"},
      {R"({"weight_map": {"a": "x.safetensors"}, "weight_map": {}})",
       ": error: the key \"weight_map\" appears twice"},
      {R"({"weight_map": {"a": "x.safetensors"}} x)", "i.json:1:40: error: text after the end"},
      {"{\"weight_map\":\n {\"a\": \"x.safetensors\",\n  b}}", "i.json:3:"},
      {"{\"weight_map\": {\"\xff\": \"x.safetensors\"}}", "i.json:1:"},
      {R"({"weight_map": )" + deep + "}", "weight_map: expected a map"},
      {R"({"other": )" + deep + "}", "i.json:1:"},
  };
  for (const Case& wrong : cases) {
    const std::string text = verdict(wrong.text);
    BOOST_TEST(text.find(wrong.message) != std::string::npos, wrong.text.substr(0, 80)
                                                                  << ": " << text);
    BOOST_TEST(text.starts_with("i.json:"));
  }
}

BOOST_AUTO_TEST_CASE(names_that_lead_out_of_the_folder_or_to_other_files_are_refused) {
  const std::vector<std::pair<const char*, const char*>> names = {
      {"../../x.safetensors", "leads out of the folder"},
      {"a/../../x.safetensors", "leads out of the folder"},
      {"..", "leads out of the folder"},
      {"/etc/x.safetensors", "is an absolute path"},
      {R"(x\u0000.safetensors)", "has control characters"},
      {R"(x\n.safetensors)", "has control characters"},
      {"pytorch_model.bin", "is no safetensors file"},
      {"", "is no safetensors file"},
  };
  for (const auto& [name, fault] : names) {
    const std::string text = verdict(R"({"weight_map": {"w": ")" + std::string(name) + R"("}})");
    BOOST_TEST(text.find("error: tensor \"w\" is said to be in \"") != std::string::npos, text);
    BOOST_TEST(text.find(std::string("which ") + fault + " and is not opened") != std::string::npos,
               text);
  }
}

BOOST_AUTO_TEST_CASE(damaged_indexes_are_read_or_refused_and_nothing_else) {
  graft::Rng rng(11);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    try {
      parse(graft::damaged(kGood, rng));
    } catch (const graft::InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
