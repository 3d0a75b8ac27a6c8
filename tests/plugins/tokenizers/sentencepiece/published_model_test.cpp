// Ids and texts that published tokenizers give, from files that are not part of the repository.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "plugins/tokenizers/sentencepiece/sentencepiece.h"
#include "tests/support/temporary_folder.h"

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

/// Whether a case has this value, by the fast or by the slow published tokenizer.
bool is_published(const graft::Value& expected, const std::string& key, const std::string& found) {
  const graft::Value* const slow = expected.find(key + "_slow");
  return expected.at(key).as_string() == found || (slow != nullptr && slow->as_string() == found);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_sentencepiece)

BOOST_AUTO_TEST_CASE(t5_gives_the_reference_ids_and_texts) {
  const std::string path = shared_file("fixtures/tokenizers/t5/cases.jsonl");
  if (path.empty()) return;
  const auto tokenizer =
      graft::SentencePiece::load(std::filesystem::path(path).parent_path().string());
  std::ifstream cases(path);
  int count = 0;
  for (std::string line; std::getline(cases, line); ++count) {
    const graft::Value expected = graft::parse_json(line);
    const Ids ids = tokenizer->encode(expected.at("text").as_string(), {});
    const graft::Value* const slow = expected.find("ids_slow");
    const bool is_right =
        ids == read_ids(expected.at("ids")) || (slow != nullptr && ids == read_ids(*slow));
    BOOST_TEST(is_right, line);
    BOOST_TEST(is_published(expected, "decoded", tokenizer->decode(ids, false)), line);
    BOOST_TEST(is_published(expected, "decoded_skip_special", tokenizer->decode(ids, true)), line);
  }
  BOOST_TEST(count == 165);
}

BOOST_AUTO_TEST_CASE(plain_texts_have_the_ids_of_the_library_alone) {
  const std::string path = shared_file("fixtures/tokenizers/t5/sentencepiece_cases.jsonl");
  if (path.empty()) return;
  const auto tokenizer =
      graft::SentencePiece::load(std::filesystem::path(path).parent_path().string());
  std::ifstream cases(path);
  int count = 0;
  for (std::string line; std::getline(cases, line); ++count) {
    const graft::Value expected = graft::parse_json(line);
    const Ids ids = tokenizer->encode(expected.at("text").as_string(),
                                      {.add_special_tokens = false, .parse_special_tokens = false});
    BOOST_TEST(ids == read_ids(expected.at("ids")), boost::test_tools::per_element());
  }
  BOOST_TEST(count > 100);
}

BOOST_AUTO_TEST_CASE(a_published_model_alone_gives_texts_again) {
  const std::string path = shared_file("data/tokenizers/sentencepiece/test_model.model");
  if (path.empty()) return;
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/tokenizer.model", graft::read_file(path));
  const auto tokenizer = graft::SentencePiece::load(folder.path());
  BOOST_TEST(tokenizer->special_tokens().bos.value() == 1);
  for (const std::string text : {"Hello, world!", "This is a test of 1 or 2 words", ""}) {
    BOOST_TEST(tokenizer->decode(tokenizer->encode(text, {}), true) == text);
  }
  const graft::TemporaryFolder again;
  tokenizer->save(again.path());
  BOOST_TEST((again.read("tokenizer.model") == graft::read_file(path)));
}

BOOST_AUTO_TEST_SUITE_END()
