#include "plugins/tokenizers/sentencepiece/sentencepiece.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "tests/plugins/tokenizers/sentencepiece/small_model.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

using namespace graft;
using namespace graft::tests;

namespace {

using Ids = std::vector<std::int64_t>;

SentencePieceSettings settings_of(const std::string& name, std::int64_t num_sentinels) {
  SentencePieceSettings settings;
  settings.model_file = "tokenizer.model";
  settings.tokenizer_class = name;
  settings.add_bos = !settings.is_t5();
  settings.add_eos = settings.is_t5();
  settings.num_sentinels = num_sentinels;
  return settings;
}

SentencePiece small_tokenizer(const std::string& name, std::int64_t num_sentinels) {
  PieceModel model(small_model(), "m");
  const SentencePieceSettings settings = settings_of(name, num_sentinels);
  TokenInventory tokens = new_tokens(model, settings, {});
  return {std::move(model), settings, std::move(tokens)};
}

SentencePiece as_llama() { return small_tokenizer("LlamaTokenizer", 0); }
SentencePiece as_t5() { return small_tokenizer("T5Tokenizer", 3); }

}  // namespace

BOOST_AUTO_TEST_SUITE(sentencepiece_tokenizer)

BOOST_AUTO_TEST_CASE(llama_begins_texts_and_t5_ends_them) {
  BOOST_TEST(as_llama().encode("ab a", {}) == (Ids{1, 5, 4}), boost::test_tools::per_element());
  BOOST_TEST(as_t5().encode("ab a", {}) == (Ids{5, 4, 2}), boost::test_tools::per_element());
  const Ids second = {4};
  const TokenizedInput pair = as_llama().assemble({5}, &second);
  BOOST_TEST(pair.ids == (Ids{1, 5, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(pair.token_type_ids == (Ids{0, 0, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(decoding_gives_the_text_and_special_tokens_only_where_wanted) {
  const SentencePiece tokenizer = as_llama();
  BOOST_TEST(tokenizer.decode({1, 5, 4, 2}, true) == "ab a");
  // As in the published classes, the space before a text is left out at the very beginning only.
  BOOST_TEST(tokenizer.decode({1, 5, 4, 2}, false) == "<s> ab a</s>");
  BOOST_TEST(tokenizer.decode({5, 2, 4}, false) == "ab</s> a");
}

BOOST_AUTO_TEST_CASE(special_tokens_in_a_text_are_plain_where_asked) {
  const SentencePiece tokenizer = as_llama();
  const EncodeOptions bare{.add_special_tokens = false};
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  BOOST_TEST(tokenizer.encode("a</s>a", bare) == (Ids{4, 2, 4}), boost::test_tools::per_element());
  for (const std::int64_t id : tokenizer.encode("a</s>a", plain)) BOOST_TEST(id != 2);
  BOOST_TEST(as_t5().encode("a<extra_id_1>", bare) == (Ids{4, 8}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sentinels_stand_behind_the_pieces_the_first_with_the_highest_id) {
  const SentencePiece tokenizer = as_t5();
  BOOST_TEST(tokenizer.vocab_size() == 10);
  BOOST_TEST(tokenizer.special_tokens().sentinels == (Ids{9, 8, 7}),
             boost::test_tools::per_element());
  BOOST_TEST(tokenizer.token(9) == "<extra_id_0>");
  BOOST_TEST(tokenizer.id_of("<extra_id_2>").value() == 7);
  BOOST_TEST(!tokenizer.id_of("<extra_id_3>").has_value());
  BOOST_TEST(!tokenizer.id_of("<extra_id_01>").has_value());
}

BOOST_AUTO_TEST_CASE(words_begin_where_the_space_is_and_with_every_han_character) {
  const SentencePiece tokenizer = as_llama();
  BOOST_TEST(tokenizer.starts_word(4));   // "▁a"
  BOOST_TEST(!tokenizer.starts_word(3));  // "b"
  BOOST_TEST(tokenizer.starts_word(6));   // "月"
}

BOOST_AUTO_TEST_CASE(saving_and_loading_gives_the_same_tokenizer) {
  const TemporaryFolder folder;
  as_t5().save(folder.path());
  const auto again = SentencePiece::load(folder.path());
  BOOST_TEST(again->encode("ab a", {}) == (Ids{5, 4, 2}), boost::test_tools::per_element());
  BOOST_TEST(again->vocab_size() == 10);
  BOOST_TEST(again->special_tokens().all == as_t5().special_tokens().all,
             boost::test_tools::per_element());
  const TemporaryFolder other;
  again->save(other.path());
  for (const char* const name :
       {"tokenizer.model", "tokenizer_config.json", "special_tokens_map.json"}) {
    BOOST_TEST(other.read(name) == folder.read(name), name);
  }
}

BOOST_AUTO_TEST_CASE(a_folder_without_settings_is_taken_by_its_file_name) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/tokenizer.model", small_model());
  BOOST_TEST(SentencePiece::load(folder.path())->encode("a", {}) == (Ids{1, 4}),
             boost::test_tools::per_element());
  std::filesystem::rename(folder.path() + "/tokenizer.model", folder.path() + "/spiece.model");
  BOOST_TEST(SentencePiece::load(folder.path())->special_tokens().sentinels.size() == 100u);
}

BOOST_AUTO_TEST_CASE(added_tokens_of_the_files_take_the_space_that_they_say) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/tokenizer.model", small_model());
  write_file(folder.path() + "/tokenizer_config.json", R"({
    "tokenizer_class": "LlamaTokenizer", "add_bos_token": false, "mask_token": "<mask>",
    "added_tokens_decoder": {
      "7": {"content": "<mask>", "lstrip": true, "rstrip": false, "special": true},
      "8": {"content": "<|end|>", "lstrip": false, "rstrip": true, "special": false}}})");
  const auto tokenizer = SentencePiece::load(folder.path());
  BOOST_TEST(tokenizer->special_tokens().mask.value() == 7);
  BOOST_TEST(tokenizer->vocab_size() == 9);
  const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
  BOOST_TEST(tokenizer->encode("a <mask>ab<|end|> a", {}) == (Ids{4, 7, 5, 8, 4}),
             boost::test_tools::per_element());
  // One that is not special is one in plain text too.
  BOOST_TEST(tokenizer->encode("a<|end|>a", plain) == (Ids{4, 8, 4}),
             boost::test_tools::per_element());
  BOOST_TEST(tokenizer->decode({4, 7, 8, 4}, true) == "a<|end|> a");
  BOOST_TEST(tokenizer->decode({4, 7, 8, 4}, false) == "a<mask><|end|> a");
}

BOOST_AUTO_TEST_CASE(special_tokens_that_the_model_finds_in_texts_are_plain_text_in_data) {
  constexpr char kNormal = 1;
  constexpr char kUserDefined = 4;
  for (const char type : {kNormal, kUserDefined}) {
    const TemporaryFolder folder;
    const std::string model =
        small_model() + piece("[", -4, 1) + piece("]", -4, 1) + piece("[b]", -1, type);
    write_file(folder.path() + "/tokenizer.model", model);
    write_file(folder.path() + "/tokenizer_config.json", R"({
      "tokenizer_class": "LlamaTokenizer", "add_bos_token": false, "mask_token": "[b]"})");
    const auto tokenizer = SentencePiece::load(folder.path());
    BOOST_TEST(tokenizer->special_tokens().mask.value() == 9);
    const EncodeOptions plain{.add_special_tokens = false, .parse_special_tokens = false};
    BOOST_TEST(tokenizer->encode("a[b]b", plain) == (Ids{4, 7, 3, 8, 3}),
               boost::test_tools::per_element());
    BOOST_TEST(tokenizer->encode("a[b]", {}) == (Ids{4, 9}), boost::test_tools::per_element());
    BOOST_TEST(tokenizer->decode({4, 9}, true) == "a");
    BOOST_TEST(tokenizer->decode({4, 9}, false) == "a[b]");
    tokenizer->save(folder.path());
    BOOST_TEST(folder.read("tokenizer.model") == model);
  }
}

BOOST_AUTO_TEST_CASE(without_legacy_no_space_is_put_behind_an_added_token) {
  const TemporaryFolder folder;
  const std::string model = small_model() + piece("a", -3, 1) + piece("\xe2\x96\x81", -4, 1);
  write_file(folder.path() + "/tokenizer.model", model);
  const auto ids = [&folder](const std::string& legacy, const std::string& text) {
    write_file(folder.path() + "/tokenizer_config.json", R"({
      "tokenizer_class": "LlamaTokenizer", "add_bos_token": false, "mask_token": "<mask>")" +
                                                             legacy + "}");
    const auto tokenizer = SentencePiece::load(folder.path());
    tokenizer->save(folder.path());  // which keeps the setting
    return SentencePiece::load(folder.path())->encode(text, {});
  };
  const std::string off = R"(, "legacy": false)";
  BOOST_TEST(ids("", "a<mask>a<mask> ab") == (Ids{4, 9, 4, 9, 5}),
             boost::test_tools::per_element());
  BOOST_TEST(ids(off, "a<mask>a<mask> ab") == (Ids{4, 9, 7, 9, 5}),
             boost::test_tools::per_element());
  BOOST_TEST(ids(off, "<mask>b a") == (Ids{9, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_folder_may_forbid_the_space_in_front) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/tokenizer.model", small_model() + piece("a", -3, 1));
  for (const std::string legacy : {"true", "false"}) {
    write_file(folder.path() + "/tokenizer_config.json",
               R"({"tokenizer_class": "LlamaTokenizer", "add_bos_token": false, "mask_token":
               "<mask>", "add_prefix_space": false, "legacy": )" +
                   legacy + "}");
    SentencePiece::load(folder.path())->save(folder.path());  // which keeps the setting
    const auto tokenizer = SentencePiece::load(folder.path());
    BOOST_TEST(tokenizer->encode("ab a<mask>a", {}) == (Ids{7, 3, 4, 8, 7}),
               boost::test_tools::per_element());
    BOOST_TEST(tokenizer->decode({4, 3}, false) == " ab");
    BOOST_TEST(tokenizer->encode_with_spans("a").size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_form_no_character_are_replaced_each) {
  const TemporaryFolder folder;
  std::string model = small_model() + protobuf_bytes(2, "\x98\x02\x01");  // byte_fallback
  for (int byte = 0; byte < 256; ++byte) {
    const std::string digits = "0123456789ABCDEF";
    model += piece(std::string("<0x") + digits[byte / 16] + digits[byte % 16] + ">", -9, 6);
  }
  write_file(folder.path() + "/tokenizer.model", model);
  const auto tokenizer = SentencePiece::load(folder.path());
  const auto id_of = [](int byte) { return std::int64_t{7} + byte; };
  BOOST_TEST(tokenizer->decode({id_of(0xe6), id_of(0x9c), 3, id_of(0xe6), id_of(0x9c), id_of(0x88)},
                               false) ==
             "\xef\xbf\xbd\xef\xbf\xbd"
             "b月");
}

BOOST_AUTO_TEST_CASE(files_that_list_the_sentinels_decide_their_ids) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/spiece.model", small_model());
  write_file(folder.path() + "/tokenizer_config.json", R"({
    "tokenizer_class": "T5Tokenizer", "extra_ids": 2,
    "additional_special_tokens": ["<extra_id_0>", "<extra_id_1>"],
    "added_tokens_decoder": {
      "8": {"content": "<extra_id_1>", "special": true},
      "9": {"content": "<extra_id_0>", "special": true}}})");
  const auto tokenizer = SentencePiece::load(folder.path());
  BOOST_TEST(tokenizer->special_tokens().sentinels == (Ids{9, 8}),
             boost::test_tools::per_element());
  BOOST_TEST(tokenizer->vocab_size() == 10);
  BOOST_CHECK_THROW((void)tokenizer->token(7), InputError);  // a gap
}

BOOST_AUTO_TEST_CASE(mistakes_say_what_to_do) {
  const TemporaryFolder folder;
  BOOST_TEST(problem_text([&] { (void)SentencePiece::load(folder.path()); }) ==
             folder.path() +
                 ": error: has neither tokenizer.model nor spiece.model; copy the file from the "
                 "published model");
  BOOST_TEST(problem_text([] { (void)as_llama().token(7); }) ==
             "error: sentencepiece: no token has id 7; ids are below 7; use the tokenizer that the "
             "ids come from");
}

BOOST_AUTO_TEST_SUITE_END()
