// Ids that published tokenizers give, from files that are not part of the repository.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "plugins/tokenizers/wordpiece/wordpiece.h"
#include "tests/support/reference_ids.h"

using graft::tests::shared_path;

BOOST_AUTO_TEST_SUITE(published_vocabulary)

BOOST_AUTO_TEST_CASE(uncased_bert_gives_the_reference_ids) {
  const std::string folder = shared_path("data/tokenizers/bert_uncased");
  const std::string path = shared_path("data/tokenizers/reference/bert.jsonl");
  if (folder.empty() || path.empty()) return;
  const auto tokenizer = graft::WordPiece::load(folder);
  BOOST_TEST(tokenizer->vocab_size() == 30522);
  BOOST_TEST(tokenizer->special_tokens().mask.value() == 103);
  BOOST_TEST(graft::tests::check_plain_cases(*tokenizer, path, "bert_uncased") == 35);
}

BOOST_AUTO_TEST_CASE(uncased_bert_gives_the_ids_of_llama_cpp) {
  const std::string folder = shared_path("data/tokenizers/bert_uncased");
  if (folder.empty()) return;
  graft::tests::check_llama_cpp_cases(*graft::WordPiece::load(folder), "ggml-vocab-bert-bge.gguf",
                                      46);
}

BOOST_AUTO_TEST_CASE(chinese_bert_gives_the_reference_ids) {
  const std::string folder = shared_path("data/tokenizers/bert_chinese");
  const std::string path = shared_path("data/tokenizers/reference/bert.jsonl");
  if (folder.empty() || path.empty()) return;
  const auto tokenizer = graft::WordPiece::load(folder);
  BOOST_TEST(tokenizer->vocab_size() == 21128);
  BOOST_TEST(graft::tests::check_plain_cases(*tokenizer, path, "bert_chinese") == 35);
  const auto ids = tokenizer->encode("我们今天去Graft公园。", {});
  std::vector<std::string> tokens;
  for (const std::int64_t id : ids) tokens.push_back(tokenizer->token(id));
  const std::vector<std::string> expected = {"[CLS]", "我",   "们", "今", "天", "去",   "g",
                                             "##ra",  "##ft", "公", "园", "。", "[SEP]"};
  BOOST_TEST(tokens == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
