// What tokenizers of published kinds give for every sort of text, from files that are not part of
// the repository. Where the two reference implementations differ, either will do.
#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/data/tokenize_request.h"
#include "tests/plugins/parity/fixture.h"
#include "tests/support/reference_ids.h"
#include "tests/support/temporary_folder.h"

using namespace graft;
using graft::tests::ids_of;

namespace {

using Ids = std::vector<std::int64_t>;

/// Whether `found` is what the line has under `key`, or under the same with `_slow` behind it.
template <typename Found, typename Read>
bool is_expected(const Value& line, const std::string& key, const Found& found, const Read& read) {
  const Value* const slow = line.find(key + "_slow");
  return found == read(line.at(key)) || (slow != nullptr && found == read(*slow));
}

std::string text_of(const Value& value) { return value.as_string(); }

void check_texts(const Tokenizer& tokenizer, const std::string& path) {
  int count = 0;
  for (const Value& line : tests::json_lines(path)) {
    const std::string& text = line.at("text").as_string();
    const Ids ids = tokenizer.encode(text, {});
    BOOST_TEST(is_expected(line, "ids", ids, ids_of), text);
    BOOST_TEST(is_expected(line, "decoded", tokenizer.decode(ids, false), text_of), text);
    BOOST_TEST(is_expected(line, "decoded_skip_special", tokenizer.decode(ids, true), text_of),
               text);
    if (ids != ids_of(line.at("ids"))) continue;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == tokenizer.special_tokens().unknown) continue;  // T5's lines have the text there
      BOOST_TEST(tokenizer.token(ids[i]) == line.at("tokens").as_list()[i].as_string());
    }
    ++count;
  }
  BOOST_TEST(count > 150);  // of 165
}

/// Ids without the padding behind them.
Ids unpadded(const Value& row) {
  Ids ids = ids_of(row.at("input_ids"));
  const Ids mask = ids_of(row.at("attention_mask"));
  ids.resize(static_cast<std::size_t>(std::count(mask.begin(), mask.end(), 1)));
  return ids;
}

void check_pairs(const Tokenizer& tokenizer, const std::string& path) {
  int count = 0;
  for (const Value& line : tests::json_lines(path)) {
    TokenizeRequest request;
    request.text = line.at("text").as_string();
    request.text_pair = line.at("pair").as_string();
    const TokenizedInput whole = tokenize(tokenizer, request, {});
    BOOST_TEST(whole.ids == ids_of(line.at("ids")), boost::test_tools::per_element());
    BOOST_TEST(whole.token_type_ids == ids_of(line.at("token_type_ids")),
               boost::test_tools::per_element());

    request.max_length = line.at("max_length").as_int();
    const auto cut = [&](Truncation truncation) {
      request.truncation = truncation;
      return tokenize(tokenizer, request, {}).ids;
    };
    BOOST_TEST(
        cut(Truncation::kLongestFirst) == unpadded(line.at("truncated_longest_first_padded")),
        boost::test_tools::per_element());
    for (const auto& [key, truncation] :
         {std::pair("truncated_only_first", Truncation::kOnlyFirst),
          std::pair("truncated_only_second", Truncation::kOnlySecond)}) {
      const Value* const expected = line.find(key);
      if (expected == nullptr || !expected->is_list()) continue;  // it cannot be cut so far
      BOOST_TEST(cut(truncation) == ids_of(*expected), boost::test_tools::per_element());
    }
    ++count;
  }
  BOOST_TEST(count == 8);
}

void check_folder(const std::string& name) {
  const std::string folder = tests::shared_path("fixtures/tokenizers/" + name);
  if (folder.empty()) return;
  PluginCatalog catalog = tests::built_plugins();
  const auto tokenizer = load_tokenizer(folder, catalog);
  check_texts(*tokenizer, folder + "/cases.jsonl");
  const std::string pairs = folder + "/pairs.jsonl";
  if (std::filesystem::exists(pairs)) check_pairs(*tokenizer, pairs);

  // The same from the files that it writes.
  const TemporaryFolder saved;
  tokenizer->save(saved.path());
  check_texts(*load_tokenizer(saved.path(), catalog), folder + "/cases.jsonl");
  std::filesystem::remove(saved.path("tokenizer.json"));
  check_texts(*load_tokenizer(saved.path(), catalog), folder + "/cases.jsonl");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokenizer_parity)

BOOST_AUTO_TEST_CASE(cased_bert_equals_the_reference) { check_folder("bert_cased"); }
BOOST_AUTO_TEST_CASE(uncased_bert_equals_the_reference) { check_folder("bert_uncased"); }
BOOST_AUTO_TEST_CASE(clip_equals_the_reference) { check_folder("clip"); }
BOOST_AUTO_TEST_CASE(gpt2_equals_the_reference) { check_folder("gpt2"); }
BOOST_AUTO_TEST_CASE(t5_equals_the_reference) { check_folder("t5"); }

BOOST_AUTO_TEST_SUITE_END()
