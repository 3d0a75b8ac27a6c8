// Ids that published tokenizers give, from files that are not part of the repository.
#include <string>

#include <boost/test/unit_test.hpp>

#include "plugins/tokenizers/byte-bpe/byte_bpe.h"
#include "tests/support/reference_ids.h"

using graft::tests::shared_path;

BOOST_AUTO_TEST_SUITE(published_vocabulary)

BOOST_AUTO_TEST_CASE(gpt2_vocabulary_gives_the_reference_ids_and_texts_come_back) {
  const std::string folder = shared_path("data/tokenizers/gpt2");
  const std::string path = shared_path("data/tokenizers/reference/gpt2.jsonl");
  if (folder.empty() || path.empty()) return;
  const auto tokenizer = graft::ByteBpe::load(folder);
  BOOST_TEST(tokenizer->vocab_size() == 50257);
  BOOST_TEST(tokenizer->special_tokens().eos.value() == 50256);
  BOOST_TEST(graft::tests::check_plain_cases(*tokenizer, path, "gpt2") == 60);
  for (const graft::Value& expected : graft::tests::json_lines(path)) {
    BOOST_TEST(tokenizer->decode(graft::tests::ids_of(expected.at("ids")), false) ==
               expected.at("text").as_string());
  }
}

BOOST_AUTO_TEST_CASE(gpt2_vocabulary_gives_the_ids_of_llama_cpp) {
  const std::string folder = shared_path("data/tokenizers/gpt2");
  if (folder.empty()) return;
  graft::tests::check_llama_cpp_cases(*graft::ByteBpe::load(folder), "ggml-vocab-gpt-2.gguf", 46);
}

BOOST_AUTO_TEST_SUITE_END()
