#include "plugins/tokenizers/byte-bpe/byte_bpe.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/random.h"
#include "graft/utf8.h"
#include "tests/support/damage.h"
#include "tests/support/temporary_folder.h"

namespace {

using Ids = std::vector<std::int64_t>;

constexpr graft::EncodeOptions kPlain = {.add_special_tokens = false,
                                         .parse_special_tokens = false};

/// A tokenizer learnt from a few bilingual sentences.
std::unique_ptr<graft::Tokenizer> small_tokenizer() {
  graft::ByteBpeOptions options;
  options.vocab_size = 320;
  options.special_tokens = {"<|endoftext|>", "<pad>"};
  bool done = false;
  return graft::ByteBpe::train(options, [&done](std::string& text) {
    text = "the cat sat on the mat, the cat ran\n今天天气很好，今天很好\n";
    return !std::exchange(done, true);
  });
}

/// One with a special token for every role, and three sentinels.
std::unique_ptr<graft::Tokenizer> tokenizer_with_roles() {
  graft::ByteBpeOptions options;
  options.vocab_size = 330;
  options.special_tokens = {"<|endoftext|>", "<pad>", "<user>"};
  options.pad_token = "<pad>";
  options.mask_token = "<mask>";
  options.cls_token = "<cls>";
  options.sep_token = "<sep>";
  options.image_token = "<image>";
  options.sentinels = 3;
  bool done = false;
  return graft::ByteBpe::train(options, [&done](std::string& text) {
    text = "the cat sat on the mat, the cat ran\n今天天气很好，今天很好\n";
    return !std::exchange(done, true);
  });
}

const graft::ByteBpe& as_byte_bpe(const graft::Tokenizer& tokenizer) {
  return dynamic_cast<const graft::ByteBpe&>(tokenizer);
}

/// Three letters and the merge `a b`; `files` by name replace or add to a good folder's.
std::string load_error(const std::vector<std::pair<std::string, std::string>>& files) {
  const graft::TemporaryFolder folder;
  for (const auto& [name, content] : files) graft::write_file(folder.path() + "/" + name, content);
  try {
    graft::ByteBpe::load(folder.path());
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::pair<std::string, std::string> kVocabulary = {
    "vocab.json", R"({"a": 0, "b": 1, "ab": 2, "<|endoftext|>": 3})"};
const std::pair<std::string, std::string> kMerges = {"merges.txt", "#version: 0.2\na b\n"};

}  // namespace

BOOST_AUTO_TEST_SUITE(byte_bpe)

BOOST_AUTO_TEST_CASE(text_comes_back) {
  const auto tokenizer = small_tokenizer();
  for (const std::string text :
       {"", "the cat", "今天天气很好", "  spaces \n\t", "naïve 🙂 \u0000"}) {
    const Ids ids = tokenizer->encode(text, kPlain);
    BOOST_TEST(tokenizer->decode(ids, false) == text);
  }
  BOOST_TEST(tokenizer->encode("the cat", kPlain).size() == 2u);
}

BOOST_AUTO_TEST_CASE(tokens_tell_which_characters_they_stand_for) {
  const auto tokenizer = small_tokenizer();
  const std::string text = "the cat, 今天🙂 ran";
  const std::vector<graft::TokenSpan> tokens = tokenizer->encode_with_spans(text);
  Ids ids;
  std::size_t covered = 0;
  for (const graft::TokenSpan& token : tokens) {
    ids.push_back(token.id);
    BOOST_TEST(token.begin <= covered);
    BOOST_TEST(token.end >= covered);
    covered = token.end;
    // Whole characters, also where a token is a part of one.
    const std::string part = text.substr(token.begin, token.end - token.begin);
    BOOST_TEST(tokenizer->decode(tokenizer->encode(part, kPlain), false) == part);
    BOOST_TEST(!graft::continues_character(part.front()));
  }
  BOOST_TEST(ids == tokenizer->encode(text, kPlain), boost::test_tools::per_element());
  BOOST_TEST(covered == text.size());
  BOOST_TEST(text.substr(tokens[1].begin, tokens[1].end - tokens[1].begin) == " cat");
}

BOOST_AUTO_TEST_CASE(any_bytes_come_back) {
  const auto tokenizer = small_tokenizer();
  graft::Rng rng(3);
  for (int round = 0; round < 50; ++round) {
    std::string bytes;
    for (std::int64_t i = rng.below(200); i > 0; --i) bytes += static_cast<char>(rng.below(256));
    const Ids ids = tokenizer->encode(bytes, kPlain);
    BOOST_TEST(as_byte_bpe(*tokenizer).bytes(ids) == bytes);
  }
}

BOOST_AUTO_TEST_CASE(cut_characters_decode_to_replacement_characters) {
  const auto tokenizer = small_tokenizer();
  BOOST_TEST(tokenizer->decode(tokenizer->encode("a\xe4\xbdz", kPlain), false) == "a\ufffdz");
}

BOOST_AUTO_TEST_CASE(special_tokens_in_text_are_characters_unless_parsed) {
  const auto tokenizer = small_tokenizer();
  const std::int64_t end = tokenizer->special_tokens().eos.value();
  const std::string text = "the<|endoftext|>cat";
  const Ids parsed = tokenizer->encode(text, {});
  BOOST_TEST(std::count(parsed.begin(), parsed.end(), end) == 1);
  const Ids plain = tokenizer->encode(text, kPlain);
  BOOST_TEST(std::count(plain.begin(), plain.end(), end) == 0);
  BOOST_TEST(tokenizer->decode(plain, true) == text);
  BOOST_TEST(tokenizer->decode(parsed, false) == text);
  BOOST_TEST(tokenizer->decode(parsed, true) == "thecat");
}

BOOST_AUTO_TEST_CASE(unknown_ids_are_refused) {
  const auto tokenizer = small_tokenizer();
  BOOST_CHECK_THROW(tokenizer->decode({tokenizer->vocab_size()}, false), graft::InputError);
  BOOST_CHECK_THROW(tokenizer->decode({-1}, true), graft::InputError);
  BOOST_CHECK_THROW(tokenizer->token(std::int64_t{1} << 60), graft::InputError);
  BOOST_TEST(!tokenizer->id_of("no such token").has_value());
}

BOOST_AUTO_TEST_CASE(saved_files_load_in_each_published_layout) {
  const auto tokenizer = small_tokenizer();
  const graft::TemporaryFolder folder;
  tokenizer->save(folder.path());
  const std::string text = "the cat<|endoftext|><pad> 今天 sat";
  const Ids expected = tokenizer->encode(text, {});
  const auto check = [&] {
    const auto loaded = graft::ByteBpe::load(folder.path());
    BOOST_TEST(loaded->encode(text, {}) == expected, boost::test_tools::per_element());
    BOOST_TEST(loaded->vocab_size() == tokenizer->vocab_size());
    BOOST_TEST(loaded->special_tokens().eos.value() == tokenizer->special_tokens().eos.value());
    BOOST_TEST(loaded->decode(expected, true) == "the cat 今天 sat");
  };
  check();
  std::filesystem::remove(folder.path() + "/tokenizer.json");
  check();
  std::filesystem::rename(folder.path() + "/vocab.json", folder.path() + "/encoder.json");
  std::filesystem::rename(folder.path() + "/merges.txt", folder.path() + "/vocab.bpe");
  check();
}

BOOST_AUTO_TEST_CASE(saving_what_was_loaded_gives_the_same_files) {
  const graft::TemporaryFolder first;
  const graft::TemporaryFolder second;
  small_tokenizer()->save(first.path());
  graft::ByteBpe::load(first.path())->save(second.path());
  for (const char* const name : {"vocab.json", "merges.txt", "tokenizer.json",
                                 "tokenizer_config.json", "special_tokens_map.json"}) {
    BOOST_TEST(graft::read_file(second.path() + "/" + name) ==
               graft::read_file(first.path() + "/" + name));
  }
}

BOOST_AUTO_TEST_CASE(roles_and_sentinels_come_back_from_the_files) {
  const graft::TemporaryFolder folder;
  const auto tokenizer = tokenizer_with_roles();
  tokenizer->save(folder.path());
  const auto check = [&] {
    const graft::SpecialTokens found = graft::ByteBpe::load(folder.path())->special_tokens();
    const graft::SpecialTokens wanted = tokenizer->special_tokens();
    BOOST_TEST(found.bos.value() == wanted.bos.value());
    BOOST_TEST(found.eos.value() == wanted.eos.value());
    BOOST_TEST(found.unknown.value() == wanted.unknown.value());
    BOOST_TEST(found.pad.value() == wanted.pad.value());
    BOOST_TEST(found.mask.value() == wanted.mask.value());
    BOOST_TEST(found.cls.value() == wanted.cls.value());
    BOOST_TEST(found.sep.value() == wanted.sep.value());
    BOOST_TEST(found.image.value() == wanted.image.value());
    BOOST_TEST(found.sentinels == wanted.sentinels, boost::test_tools::per_element());
    BOOST_TEST(found.all == wanted.all, boost::test_tools::per_element());
  };
  check();
  std::filesystem::remove(folder.path() + "/tokenizer.json");
  check();
}

BOOST_AUTO_TEST_CASE(the_files_name_roles_and_other_special_tokens) {
  const graft::TemporaryFolder folder;
  tokenizer_with_roles()->save(folder.path());
  for (const char* const name : {"tokenizer_config.json", "special_tokens_map.json"}) {
    const std::string path = folder.path() + "/" + name;
    const graft::Value json = graft::parse_json(graft::read_file(path), path);
    BOOST_TEST(json.at("mask_token").as_string() == "<mask>");
    BOOST_TEST(json.at("cls_token").as_string() == "<cls>");
    BOOST_TEST(json.at("image_token").as_string() == "<image>");
    BOOST_TEST(graft::write_json(json.at("additional_special_tokens")) ==
               R"(["<user>", "<extra_id_0>", "<extra_id_1>", "<extra_id_2>"])");
  }
}

BOOST_AUTO_TEST_CASE(a_text_never_has_the_special_tokens_of_its_words) {
  const auto tokenizer = tokenizer_with_roles();
  const std::string text = "the <mask> sat<extra_id_0>";
  const graft::SpecialTokens special = tokenizer->special_tokens();
  for (const std::int64_t id : tokenizer->encode(text, kPlain)) {
    BOOST_TEST((std::find(special.all.begin(), special.all.end(), id) == special.all.end()));
  }
  const Ids parsed = tokenizer->encode(text, {});
  BOOST_TEST(parsed.back() == special.sentinels.front());
  BOOST_TEST(tokenizer->decode(parsed, true) == "the  sat");
}

BOOST_AUTO_TEST_CASE(words_begin_with_spaces_signs_and_characters_of_unspaced_scripts) {
  const auto tokenizer = tokenizer_with_roles();
  const auto starts = [&tokenizer](const std::string& text) {
    std::string result;
    for (const std::int64_t id : tokenizer->encode(text, kPlain)) {
      result += tokenizer->starts_word(id) ? '1' : '0';
    }
    return result;
  };
  BOOST_TEST(starts("a b\n") == "0101");
  BOOST_TEST(starts(" the").front() == '1');
  BOOST_TEST(starts("xyz9") == "0000");
  BOOST_TEST(starts("。").front() == '1');
  BOOST_TEST(starts("!") == "1");
  for (const std::string text : {"今", "天", "好", "鷹"}) {  // seen in training, and not
    const std::string found = starts(text);
    BOOST_TEST(found == "1" + std::string(found.size() - 1, '0'), text);
  }
  BOOST_TEST(tokenizer->starts_word(tokenizer->special_tokens().mask.value()));
}

BOOST_AUTO_TEST_CASE(settings_of_the_folder_are_followed) {
  const graft::TemporaryFolder folder;
  small_tokenizer()->save(folder.path());
  std::filesystem::remove(folder.path() + "/tokenizer.json");
  graft::write_file(folder.path() + "/tokenizer_config.json",
                    R"({"add_bos_token": true, "add_prefix_space": true, "pad_token": "<pad>",
                        "mask_token": {"content": "<mask>", "lstrip": true}})");
  const auto tokenizer = graft::ByteBpe::load(folder.path());
  const graft::SpecialTokens special = tokenizer->special_tokens();
  const Ids ids = tokenizer->encode("cat  <mask>", {});
  BOOST_TEST(ids.front() == special.bos.value());
  BOOST_TEST(ids.back() == special.mask.value());
  BOOST_TEST(special.mask.value() == tokenizer->vocab_size() - 1);  // the next free id
  BOOST_TEST(tokenizer->decode(ids, true) == " cat");
  BOOST_TEST(special.pad.value() == tokenizer->id_of("<pad>").value());
  BOOST_TEST(tokenizer->encode("cat", kPlain).size() == 1u);
}

BOOST_AUTO_TEST_CASE(flags_of_added_tokens_may_stand_in_any_file) {
  const char* const kDecoder =
      R"({"added_tokens_decoder": {"320": {"content": "<m>", "lstrip": true,
                                   "special": true}}})";
  const char* const kRole = R"({"mask_token": {"content": "<m>", "lstrip": true}})";
  for (const char* const config : {kDecoder, kRole}) {
    const graft::TemporaryFolder folder;
    small_tokenizer()->save(folder.path());
    std::filesystem::remove(folder.path() + "/tokenizer.json");
    graft::write_file(folder.path() + "/added_tokens.json", R"({"<m>": 320})");
    graft::write_file(folder.path() + "/tokenizer_config.json", config);
    const Ids ids = graft::ByteBpe::load(folder.path())->encode("cat  <m>", {});
    BOOST_TEST(ids.back() == 320);
    BOOST_TEST(ids.size() == small_tokenizer()->encode("cat", {}).size() + 1);
  }
}

BOOST_AUTO_TEST_CASE(pairs_follow_each_other) {
  const graft::TemporaryFolder folder;
  small_tokenizer()->save(folder.path());
  const Ids first = {1, 2};
  const Ids second = {3};
  const graft::TokenizedInput pair = small_tokenizer()->assemble(first, &second);
  BOOST_TEST(pair.ids == (Ids{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(pair.token_type_ids == (Ids{0, 0, 1}), boost::test_tools::per_element());

  graft::write_file(folder.path() + "/tokenizer_config.json", R"({"add_bos_token": true})");
  const auto tokenizer = graft::ByteBpe::load(folder.path());
  const std::int64_t bos = tokenizer->special_tokens().bos.value();
  const graft::TokenizedInput begun = tokenizer->assemble(first, &second);
  BOOST_TEST(begun.ids == (Ids{bos, 1, 2, bos, 3}), boost::test_tools::per_element());
  BOOST_TEST(begun.token_type_ids == (Ids{0, 0, 0, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(tokenizer->assemble(first, nullptr).ids.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_token_before_texts_is_written_and_read_as_a_template) {
  const graft::TemporaryFolder folder;
  small_tokenizer()->save(folder.path());
  graft::write_file(folder.path() + "/tokenizer_config.json", R"({"add_bos_token": true})");
  graft::ByteBpe::load(folder.path())->save(folder.path());
  std::string json = folder.read("tokenizer.json");
  BOOST_TEST(holds(json, "TemplateProcessing"));
  const Ids first = {1, 2};
  const Ids second = {3};
  const auto pair_of = [&] {
    graft::write_file(folder.path() + "/tokenizer.json", json);
    graft::write_file(folder.path() + "/tokenizer_config.json", "{}");
    return graft::ByteBpe::load(folder.path())->assemble(first, &second).ids;
  };
  const std::int64_t bos = small_tokenizer()->special_tokens().bos.value();
  BOOST_TEST(pair_of() == (Ids{bos, 1, 2, bos, 3}), boost::test_tools::per_element());
  // Files that the reference library converts have it before the first text only.
  const std::string of_second = R"({"SpecialToken": {"id": "<|endoftext|>", "type_id": 1}}, )";
  BOOST_TEST_REQUIRE(holds(json, of_second));
  json.erase(json.find(of_second), of_second.size());
  BOOST_TEST(pair_of() == (Ids{bos, 1, 2, 3}), boost::test_tools::per_element());
  const std::string first_text = R"({"id": "A", "type_id": 0})";
  json.replace(json.find(first_text), first_text.size(), R"({"id": "A", "type_id": 2})");
  BOOST_TEST(holds(load_error({{"tokenizer.json", json}}),
                   "a post_processor other than one token before texts"));
}

BOOST_AUTO_TEST_CASE(a_role_that_is_null_stays_empty) {
  const graft::TemporaryFolder folder;
  small_tokenizer()->save(folder.path());
  graft::write_file(folder.path() + "/tokenizer_config.json",
                    R"({"bos_token": null, "tokenizer_class": "GPT2TokenizerFast"})");
  graft::write_file(folder.path() + "/special_tokens_map.json", "{}");
  const graft::SpecialTokens special = graft::ByteBpe::load(folder.path())->special_tokens();
  BOOST_TEST(!special.bos.has_value());
  BOOST_TEST(special.eos.has_value());  // the default of the class
}

BOOST_AUTO_TEST_CASE(one_character_over_and_over_is_quick_and_exact) {
  const auto tokenizer = small_tokenizer();
  // The last two: a zero, and half of a pair of surrogates.
  for (const std::string piece : {"t", " ", "好", "\n", "the ", "🙂", "\0", "\xed\xa0\x80"}) {
    const std::string one = piece.empty() ? std::string(1, '\0') : piece;
    std::string text;
    while (text.size() < 300'000) text += one;
    BOOST_TEST((as_byte_bpe(*tokenizer).bytes(tokenizer->encode(text, kPlain)) == text));
  }
}

BOOST_AUTO_TEST_CASE(threads_share_one_tokenizer) {
  const auto tokenizer = small_tokenizer();
  std::vector<Ids> results(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < results.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const Ids ids = tokenizer->encode(" word" + std::to_string(i % 500), kPlain);
        results[t].insert(results[t].end(), ids.begin(), ids.end());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Ids& ids : results) BOOST_TEST((ids == results[0]));
}

BOOST_AUTO_TEST_CASE(other_tokenizers_are_refused_by_name) {
  BOOST_TEST(holds(load_error({}), "no byte-level BPE tokenizer: expected tokenizer.json"));
  BOOST_TEST(
      holds(load_error({kVocabulary,
                        kMerges,
                        {"tokenizer_config.json", R"({"tokenizer_class": "BertTokenizer"})"}}),
            "the folder holds a BertTokenizer, expected GPT2Tokenizer or CLIPTokenizer"));
  const std::string message =
      load_error({{"tokenizer.json",
                   R"({"normalizer": {"type": "NFC"}, "pre_tokenizer": {"type": "Whitespace"},
            "post_processor": {"type": "BertProcessing"},
            "model": {"type": "WordPiece", "continuing_subword_prefix": "##"}})"}});
  for (const char* const part :
       {"normalizer NFC", "pre_tokenizer Whitespace", "post_processor BertProcessing",
        "model WordPiece", "continuing_subword_prefix"}) {
    BOOST_TEST(holds(message, part));
  }
}

BOOST_AUTO_TEST_CASE(files_of_another_kind_under_the_same_names_are_refused) {
  const std::pair<std::string, std::string> as_roberta = {
      "vocab.json", R"({"a": 0, "b": 1, "ab": 2, "<s>": 3, "</s>": 4})"};
  const char* const reason = "<s> and </s> in place of <|endoftext|>, as RoBERTa's";
  BOOST_TEST(holds(load_error({as_roberta, kMerges}), reason));
  BOOST_TEST(
      !holds(load_error({as_roberta,
                         kMerges,
                         {"tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})"}}),
             reason));
}

BOOST_AUTO_TEST_CASE(wrong_files_are_named_with_line_and_reason) {
  BOOST_TEST(holds(load_error({{"vocab.json", R"({"a": 0, "b": 1, "<|endoftext|>": 2})"}, kMerges}),
                   "merges.txt:2: error: the merge of \"a\" and \"b\" needs the token \"ab\""));
  BOOST_TEST(holds(load_error({kVocabulary, {"merges.txt", "#version: 0.2\na b\nb c\n"}}),
                   "merges.txt:3: error: the merge of \"b\" and \"c\" needs the token \"c\""));
  BOOST_TEST(holds(load_error({kVocabulary, {"merges.txt", "a b c\n"}}),
                   "merges.txt:1: error: expected two tokens with one space between them"));
  BOOST_TEST(holds(load_error({{"vocab.json", R"({"a": 0, "b": 0})"}, kMerges}),
                   "vocab.json: error: tokens \"a\" and \"b\" both have id 0"));
  BOOST_TEST(holds(load_error({{"vocab.json", R"({"a": 99999999999})"}, kMerges}),
                   "token \"a\" has id 99999999999, expected 0 to"));
  BOOST_TEST(holds(load_error({{"vocab.json", R"({"a": "x"})"}, kMerges}),
                   "expected the id of token \"a\" as an integer, got a string"));
  BOOST_TEST(
      holds(load_error({{"vocab.json", "[1]"}, kMerges}), "vocab.json: error: expected a map"));
  BOOST_TEST(holds(load_error({{"vocab.json", R"({"a": 0, "b": 1, "ab": 2})"}, kMerges}),
                   "the vocabulary lacks the byte tokens ! \" #"));
  BOOST_TEST(holds(load_error({kVocabulary,
                               kMerges,
                               {"tokenizer_config.json",
                                R"({"added_tokens_decoder": {"1": {"content": "x"}}})"}}),
                   "tokens \"b\" and \"x\" both have id 1"));
}

BOOST_AUTO_TEST_CASE(bytes_without_a_token_are_unknown) {
  const graft::TemporaryFolder folder;
  for (const auto& [name, content] : {kVocabulary, kMerges}) {
    graft::write_file(folder.path() + "/" + name, content);
  }
  const auto tokenizer = graft::ByteBpe::load(folder.path());
  BOOST_TEST(tokenizer->encode("abxa", kPlain) == (Ids{2, 3, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(damaged_folders_are_read_or_refused_and_nothing_else) {
  const graft::TemporaryFolder folder;
  small_tokenizer()->save(folder.path());
  graft::Rng rng(7);
  int refused = 0;
  for (const char* const name :
       {"vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json"}) {
    if (!std::filesystem::exists(folder.path(name))) continue;
    const std::string whole = folder.read(name);
    for (int i = 0; i < 300; ++i) {
      folder.write(name, graft::damaged(whole, rng));
      try {
        const auto tokenizer = graft::ByteBpe::load(folder.path());
        const auto ids = tokenizer->encode("the mat 好的 \xff", {});
        tokenizer->decode(ids, false);
      } catch (const graft::InputError&) {
        ++refused;
      }
    }
    folder.write(name, whole);
  }
  BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_SUITE_END()
