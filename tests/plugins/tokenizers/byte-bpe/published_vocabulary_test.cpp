// Ids that published tokenizers give, from files that are not part of the repository.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "plugins/tokenizers/byte-bpe/byte_bpe.h"

namespace {

using Ids = std::vector<std::int64_t>;

/// The path, or empty (with a message) when the file is not there.
std::string shared_file(const std::string& name) {
  std::string path = std::string(GRAFT_SHARED_DIR) + "/" + name;
  if (std::filesystem::exists(path)) return path;
  BOOST_TEST_MESSAGE("skipped: " << path << " is not there");
  return "";
}

Ids read_ids(const graft::Value& list) {
  Ids ids;
  for (const graft::Value& id : list.as_list()) ids.push_back(id.as_int());
  return ids;
}

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_vocabulary)

BOOST_AUTO_TEST_CASE(small_vocabulary_gives_the_reference_ids) {
  const std::string path = shared_file("fixtures/tokenizers/gpt2/cases.jsonl");
  if (path.empty()) return;
  const auto tokenizer = graft::ByteBpe::load(std::filesystem::path(path).parent_path().string());
  std::ifstream cases(path);
  int count = 0;
  for (std::string line; std::getline(cases, line); ++count) {
    const graft::Value expected = graft::parse_json(line);
    const Ids ids = tokenizer->encode(expected.at("text").as_string(), {});
    BOOST_TEST(ids == read_ids(expected.at("ids")), boost::test_tools::per_element());
    BOOST_TEST(tokenizer->decode(ids, false) == expected.at("decoded").as_string());
    BOOST_TEST(tokenizer->decode(ids, true) == expected.at("decoded_skip_special").as_string());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      BOOST_TEST(tokenizer->token(ids[i]) == expected.at("tokens").as_list()[i].as_string());
    }
  }
  BOOST_TEST(count == 165);
}

BOOST_AUTO_TEST_CASE(gpt2_vocabulary_gives_the_reference_ids) {
  const std::string folder = shared_file("data/tokenizers/gpt2");
  const std::string path = shared_file("data/tokenizers/reference/gpt2.jsonl");
  if (folder.empty() || path.empty()) return;
  const auto tokenizer = graft::ByteBpe::load(folder);
  BOOST_TEST(tokenizer->vocab_size() == 50257);
  BOOST_TEST(tokenizer->special_tokens().eos.value() == 50256);
  std::ifstream cases(path);
  int count = 0;
  for (std::string line; std::getline(cases, line); ++count) {
    const graft::Value expected = graft::parse_json(line);
    const std::string& text = expected.at("text").as_string();
    const Ids ids =
        tokenizer->encode(text, {.add_special_tokens = false, .parse_special_tokens = false});
    BOOST_TEST(ids == read_ids(expected.at("ids")), boost::test_tools::per_element());
    BOOST_TEST(tokenizer->decode(ids, false) == text);
  }
  BOOST_TEST(count == 60);
}

BOOST_AUTO_TEST_CASE(gpt2_vocabulary_gives_the_ids_of_llama_cpp) {
  const std::string folder = shared_file("data/tokenizers/gpt2");
  const std::string inputs = shared_file("data/tokenizers/llama_cpp/ggml-vocab-gpt-2.gguf.inp");
  const std::string outputs = shared_file("data/tokenizers/llama_cpp/ggml-vocab-gpt-2.gguf.out");
  if (folder.empty() || inputs.empty() || outputs.empty()) return;
  const auto tokenizer = graft::ByteBpe::load(folder);
  const std::string separator = "\n__ggml_vocab_test__\n";
  const std::string texts = read_all(inputs);
  std::ifstream lines(outputs);
  std::size_t begin = 0;
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    BOOST_REQUIRE(begin <= texts.size());
    const std::size_t end = std::min(texts.find(separator, begin), texts.size());
    std::istringstream numbers(line);
    Ids expected;
    for (std::int64_t id = 0; numbers >> id;) expected.push_back(id);
    const Ids ids = tokenizer->encode(texts.substr(begin, end - begin), {});
    BOOST_TEST(ids == expected, boost::test_tools::per_element());
    begin = end + separator.size();
  }
  BOOST_TEST(count == 46);
}

BOOST_AUTO_TEST_SUITE_END()
