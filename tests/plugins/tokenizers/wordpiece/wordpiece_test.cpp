#include "plugins/tokenizers/wordpiece/wordpiece.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/temporary_folder.h"

namespace {

using Ids = std::vector<std::int64_t>;
using Files = std::vector<std::pair<std::string, std::string>>;

constexpr graft::EncodeOptions kPlain = {.add_special_tokens = false,
                                         .parse_special_tokens = false};
constexpr graft::EncodeOptions kBare = {.add_special_tokens = false, .parse_special_tokens = true};

/// Ids 0 to 4 are special, as in BERT's order.
constexpr const char* kVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
    "un\n##able\n##a\n##b\nthe\ncat\n##s\n.\n!\n'\ns\n我\n们\n[\n]\nmask\n##我\n#\n";

std::unique_ptr<graft::Tokenizer> load(const Files& files) {
  const graft::TemporaryFolder folder;
  for (const auto& [name, content] : files) folder.write(name, content);
  return graft::WordPiece::load(folder.path());
}

std::unique_ptr<graft::Tokenizer> small_tokenizer() { return load({{"vocab.txt", kVocabulary}}); }

std::string load_error(const Files& files) {
  try {
    load(files);
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

/// Tokens with spaces between them.
std::string tokens(const graft::Tokenizer& tokenizer, const std::string& text,
                   const graft::EncodeOptions& options = kPlain) {
  std::string result;
  for (const std::int64_t id : tokenizer.encode(text, options)) {
    result += (result.empty() ? "" : " ") + tokenizer.token(id);
  }
  return result;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The tokenizer.json of a small vocabulary, with `from` replaced by `to`.
std::string changed_json(const std::string& from, const std::string& to) {
  static const std::string kWhole = [] {
    const graft::TemporaryFolder folder;
    small_tokenizer()->save(folder.path());
    return folder.read("tokenizer.json");
  }();
  std::string json = kWhole;
  const std::size_t at = json.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return json.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wordpiece)

BOOST_AUTO_TEST_CASE(words_are_the_longest_pieces_from_the_left) {
  const auto tokenizer = small_tokenizer();
  BOOST_TEST(tokens(*tokenizer, "The cats unable.") == "the cat ##s un ##able .");
  BOOST_TEST(tokens(*tokenizer, "unab") == "un ##a ##b");
  BOOST_TEST(tokens(*tokenizer, "catsun") == "[UNK]");  // no `##un`
  BOOST_TEST(tokens(*tokenizer, "able") == "[UNK]");    // no `able`
  BOOST_TEST(tokens(*tokenizer, "") == "");
}

BOOST_AUTO_TEST_CASE(words_over_a_hundred_characters_are_unknown) {
  const auto tokenizer = load({{"vocab.txt", "[UNK]\na\n##a\nb\n"}});
  BOOST_TEST(tokenizer->encode(std::string(100, 'a'), kPlain).size() == 100u);
  BOOST_TEST(tokenizer->encode(std::string(101, 'a') + " b", kPlain) == (Ids{0, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(special_tokens_are_found_in_the_text_only_when_asked_for) {
  const auto tokenizer = small_tokenizer();
  BOOST_TEST(tokens(*tokenizer, "the[MASK]cat", kBare) == "the [MASK] cat");
  BOOST_TEST(tokens(*tokenizer, "the[MASK]cat", kPlain) == "the [ mask ] cat");
  BOOST_TEST(tokens(*tokenizer, "[mask]", kBare) == "[ mask ]");
  BOOST_TEST(tokens(*tokenizer, "the cat", {}) == "[CLS] the cat [SEP]");
}

BOOST_AUTO_TEST_CASE(special_tokens_without_signs_are_no_words_either) {
  const auto tokenizer =
      load({{"vocab.txt", "unk\nthe\n##m\nmask\n##ask\n"},
            {"tokenizer_config.json", R"({"unk_token": "unk", "mask_token": "mask"})"}});
  BOOST_TEST(tokens(*tokenizer, "the mask", kPlain) == "the unk");
  BOOST_TEST(tokens(*tokenizer, "the mask", kBare) == "the mask");
}

BOOST_AUTO_TEST_CASE(added_tokens_are_found_in_the_form_of_text_they_name) {
  const char* const kConfig = R"({"added_tokens_decoder": {
      "30": {"content": "CatX", "normalized": false}, "31": {"content": "DogÉ", "normalized": true},
      "32": {"content": "我们", "normalized": true, "special": true}}})";
  const auto tokenizer = load({{"vocab.txt", kVocabulary}, {"tokenizer_config.json", kConfig}});
  BOOST_TEST(tokens(*tokenizer, "theCatXs", kPlain) == "the CatX s");
  BOOST_TEST(tokens(*tokenizer, "catx", kPlain) == "[UNK]");
  BOOST_TEST(tokens(*tokenizer, "the DogÉs DOGE", kPlain) == "the DogÉ s DogÉ");
  BOOST_TEST(tokens(*tokenizer, "the我们cat", kBare) == "the 我们 cat");
  BOOST_TEST(tokens(*tokenizer, "the我们cat", kPlain) == "the 我 们 cat");
}

BOOST_AUTO_TEST_CASE(tokens_that_were_added_are_no_pieces) {
  const char* const kConfig =
      R"({"added_tokens_decoder": {"30": {"content": "cata", "single_word": true}}})";
  const auto tokenizer = load({{"vocab.txt", kVocabulary}, {"tokenizer_config.json", kConfig}});
  BOOST_TEST(tokens(*tokenizer, "cata", kPlain) == "cata");
  BOOST_TEST(tokens(*tokenizer, "catas", kPlain) == "cat ##a ##s");
}

BOOST_AUTO_TEST_CASE(pairs_have_types_and_a_separator_each) {
  const auto tokenizer = small_tokenizer();
  const Ids first = {9, 10};
  const Ids second = {16};
  const graft::TokenizedInput pair = tokenizer->assemble(first, &second);
  BOOST_TEST(pair.ids == (Ids{2, 9, 10, 3, 16, 3}), boost::test_tools::per_element());
  BOOST_TEST(pair.token_type_ids == (Ids{0, 0, 0, 0, 1, 1}), boost::test_tools::per_element());
  const graft::TokenizedInput single = tokenizer->assemble(first, nullptr);
  BOOST_TEST(single.ids == (Ids{2, 9, 10, 3}), boost::test_tools::per_element());
  BOOST_TEST(single.token_type_ids == (Ids{0, 0, 0, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_stands_around_texts_where_the_vocabulary_has_nothing_for_it) {
  const auto tokenizer = load({{"vocab.txt", "[UNK]\na\n[CLS]\n"}});
  BOOST_TEST(tokenizer->encode("a", {}) == Ids{1}, boost::test_tools::per_element());
  const graft::TemporaryFolder folder;
  tokenizer->save(folder.path());
  BOOST_TEST(graft::WordPiece::load(folder.path())->encode("a", {}) == Ids{1},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(decoding_joins_words_and_cleans_up_before_punctuation) {
  const auto tokenizer = small_tokenizer();
  const auto decode = [&tokenizer](const std::string& text, bool skip) {
    return tokenizer->decode(tokenizer->encode(text, {}), skip);
  };
  BOOST_TEST(decode("The cats!", true) == "the cats!");
  BOOST_TEST(decode("The cats!", false) == "[CLS] the cats! [SEP]");
  BOOST_TEST(decode("cat's.", true) == "cat ' s.");  // cleaned token by token
  BOOST_TEST(decode("我们", true) == "我 们");
  BOOST_TEST(tokenizer->decode({11, 11}, true) == "##ss");  // nothing to go on at the beginning
  BOOST_TEST(tokenizer->decode({}, true) == "");
  const auto raw = load({{"vocab.txt", kVocabulary},
                         {"tokenizer_config.json", R"({"clean_up_tokenization_spaces": false})"}});
  BOOST_TEST(raw->decode(raw->encode("cats!", kPlain), true) == "cats !");
  const auto odd =
      load({{"vocab.txt", "[UNK]\na ' b\nn't\ndo not . \n##.\n's\nno . \n'\n'maybe\ndot\n"}});
  BOOST_TEST(odd->decode({1, 2, 3, 4, 5, 6, 7, 8, 9}, true) ==
             "a'bn't don't. .'s no.  ''maybe dot");
  BOOST_TEST(odd->decode({3}, true) == "do not. ");
}

BOOST_AUTO_TEST_CASE(words_begin_where_no_mark_says_otherwise) {
  const auto tokenizer = small_tokenizer();
  const auto starts = [&tokenizer](const char* token) {
    return tokenizer->starts_word(tokenizer->id_of(token).value());
  };
  for (const char* const token : {"un", "我", ".", "[MASK]", "#"}) BOOST_TEST(starts(token), token);
  for (const char* const token : {"##able", "##s"}) BOOST_TEST(!starts(token), token);
  BOOST_TEST(starts("##我"));  // a character of a script without spaces is a word
}

BOOST_AUTO_TEST_CASE(unknown_ids_are_refused) {
  const auto tokenizer = small_tokenizer();
  BOOST_CHECK_THROW(tokenizer->decode({tokenizer->vocab_size()}, false), graft::InputError);
  BOOST_CHECK_THROW(tokenizer->decode({-1}, true), graft::InputError);
  BOOST_CHECK_THROW(tokenizer->token(std::int64_t{1} << 60), graft::InputError);
  BOOST_CHECK_THROW(tokenizer->starts_word(-1), graft::InputError);
  BOOST_TEST(!tokenizer->id_of("no such token").has_value());
}

BOOST_AUTO_TEST_CASE(settings_of_the_folder_are_followed) {
  const char* const kWords = "[UNK]\nÉt\net\nét\nÉT\n天\n##天\n";
  const auto with = [kWords](const std::string& config) {
    return load({{"vocab.txt", kWords}, {"tokenizer_config.json", config}});
  };
  BOOST_TEST(tokens(*with("{}"), "ÉT Ét") == "et et");
  BOOST_TEST(tokens(*with(R"({"do_lower_case": false})"), "ÉT Ét") == "ÉT Ét");
  BOOST_TEST(tokens(*with(R"({"strip_accents": false})"), "ÉT Ét") == "ét ét");
  BOOST_TEST(tokens(*with("{}"), "天天") == "天 天");
  BOOST_TEST(tokens(*with(R"({"tokenize_chinese_chars": false})"), "天天") == "天 ##天");
}

BOOST_AUTO_TEST_CASE(saving_what_was_loaded_gives_the_same_files) {
  const char* const kConfig = R"({"added_tokens_decoder": {"30": {"content": "cata"}},
      "model_max_length": 64, "strip_accents": true, "do_lower_case": false})";
  const graft::TemporaryFolder first;
  const graft::TemporaryFolder second;
  load({{"vocab.txt", kVocabulary}, {"tokenizer_config.json", kConfig}})->save(first.path());
  BOOST_TEST(first.read("vocab.txt") == kVocabulary);
  const auto check = [&] {
    graft::WordPiece::load(first.path())->save(second.path());
    for (const char* const name :
         {"vocab.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
      if (!std::filesystem::exists(first.path(name))) continue;
      BOOST_TEST(second.read(name) == first.read(name), name);
    }
  };
  check();
  std::filesystem::remove(first.path("tokenizer.json"));
  check();
  const graft::Value config = graft::parse_json(second.read("tokenizer_config.json"));
  BOOST_TEST(config.at("tokenizer_class").as_string() == "BertTokenizer");
  BOOST_TEST(config.at("model_max_length").as_int() == 64);
  BOOST_TEST(config.at("strip_accents").as_bool());
}

BOOST_AUTO_TEST_CASE(lines_may_be_empty_or_end_as_on_other_systems) {
  const auto tokenizer = load({{"vocab.txt", "[UNK]\r\n\r\na\r\n\u2028\r\nb"}});
  BOOST_TEST(tokenizer->vocab_size() == 5);
  BOOST_TEST(tokenizer->token(2) == "a");
  BOOST_TEST(tokenizer->token(3) == "\u2028");
  BOOST_TEST(tokenizer->token(4) == "b");
  BOOST_CHECK_THROW(tokenizer->token(1), graft::InputError);
  const graft::TemporaryFolder folder;
  tokenizer->save(folder.path());
  BOOST_TEST(folder.read("vocab.txt") == "[UNK]\n\na\n\u2028\nb\n");
}

BOOST_AUTO_TEST_CASE(a_trained_tokenizer_is_read_again) {
  graft::WordPieceOptions options;
  options.vocab_size = 60;
  options.min_frequency = 1;
  options.sentinels = 2;
  options.eos_token = "[SEP]";
  bool done = false;
  const auto trained = graft::WordPiece::train(options, [&done](std::string& text) {
    text = "the cat sat on the mat 今天天气很好";
    return !std::exchange(done, true);
  });
  const graft::TemporaryFolder folder;
  trained->save(folder.path());
  const std::string text = "the[MASK] mat, 天气 <extra_id_1>";
  const auto check = [&] {
    const auto loaded = graft::WordPiece::load(folder.path());
    BOOST_TEST(loaded->encode(text, {}) == trained->encode(text, {}),
               boost::test_tools::per_element());
    const graft::SpecialTokens special = loaded->special_tokens();
    BOOST_TEST(special.eos.value() == special.sep.value());
    BOOST_TEST(special.sentinels == trained->special_tokens().sentinels,
               boost::test_tools::per_element());
    BOOST_TEST(special.all == trained->special_tokens().all, boost::test_tools::per_element());
  };
  check();
  std::filesystem::remove(folder.path("tokenizer.json"));
  check();
}

BOOST_AUTO_TEST_CASE(long_texts_take_time_by_their_length) {
  const auto tokenizer = small_tokenizer();
  const std::string mark = "\u302e";  // the kind that has to be put in order
  for (const std::string& piece :
       {std::string("s"), std::string(" "), std::string("我"), std::string("."),
        std::string(1, '\0'), std::string("\xff"), std::string("\u0301"), mark, std::string("[")}) {
    std::string text;
    while (text.size() < 200'000) text += piece;
    const Ids ids = tokenizer->encode(text, {});
    BOOST_TEST(ids.size() >= 2u);
    BOOST_TEST(ids.size() <= 2 + text.size());
  }
}

BOOST_AUTO_TEST_CASE(long_texts_have_the_ids_of_their_sentences) {
  const auto tokenizer = small_tokenizer();
  const std::string sentence = "The cats\funable 我们. cat\vs é un\u200bable ";
  const Ids once = tokenizer->encode(sentence, kPlain);
  std::string text;
  Ids expected;
  while (text.size() < 300'000) {
    text += sentence;
    expected.insert(expected.end(), once.begin(), once.end());
  }
  BOOST_TEST((tokenizer->encode(text, kPlain) == expected));
}

BOOST_AUTO_TEST_CASE(pieces_tell_which_characters_they_stand_for) {
  const auto tokenizer = small_tokenizer();
  // A character without width and an accent belong to what stands before them.
  const std::string text = "Un\u200bable, cats\u0301!我 5€x";
  std::string parts;
  Ids ids;
  for (const graft::TokenSpan& token : tokenizer->encode_with_spans(text)) {
    ids.push_back(token.id);
    parts += (parts.empty() ? "" : "|") + text.substr(token.begin, token.end - token.begin);
  }
  BOOST_TEST(parts == "Un\u200b|able|,|cat|s\u0301|!|我|5€x");
  BOOST_TEST(ids == tokenizer->encode(text, kPlain), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(threads_share_one_tokenizer) {
  const auto tokenizer = small_tokenizer();
  std::vector<Ids> results(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < results.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const Ids ids = tokenizer->encode("The cats unable 我们 é" + std::to_string(i), {});
        results[t].insert(results[t].end(), ids.begin(), ids.end());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Ids& ids : results) BOOST_TEST((ids == results[0]));
}

BOOST_AUTO_TEST_CASE(other_tokenizers_are_refused_by_name) {
  BOOST_TEST(holds(load_error({}), "no WordPiece tokenizer: expected tokenizer.json or vocab.txt"));
  BOOST_TEST(
      holds(load_error({{"vocab.txt", kVocabulary},
                        {"tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})"}}),
            "the folder holds a GPT2Tokenizer, expected BertTokenizer (WordPiece)"));
  const std::string message =
      load_error({{"tokenizer.json",
                   R"({"normalizer": {"type": "NFC"}, "decoder": {"type": "ByteLevel"},
                       "model": {"type": "BPE", "continuing_subword_prefix": "@@"}})"}});
  for (const char* const part : {"normalizer NFC", "pre_tokenizer none", "decoder ByteLevel",
                                 "model BPE", "continuing_subword_prefix \"@@\""}) {
    BOOST_TEST(holds(message, part), part);
  }
  for (const char* const config :
       {R"({"do_basic_tokenize": false})", R"({"never_split": ["a"]})"}) {
    BOOST_TEST(holds(load_error({{"vocab.txt", kVocabulary}, {"tokenizer_config.json", config}}),
                     "error"));
  }
}

BOOST_AUTO_TEST_CASE(what_stands_around_texts_must_be_berts) {
  const std::string pair_end =
      R"({"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}})";
  const std::string refusal = "a post_processor other than [CLS] A [SEP] B [SEP]";
  BOOST_TEST(holds(load_error({{"tokenizer.json",
                                changed_json(R"("B", "type_id": 1)", R"("B", "type_id": 0)")}}),
                   refusal));
  BOOST_TEST(holds(load_error({{"tokenizer.json", changed_json(R"("ids": [2])", R"("ids": [3])")}}),
                   refusal));
  BOOST_TEST(
      holds(load_error({{"tokenizer.json",
                         changed_json(pair_end, R"({"Sequence": {"id": "B", "type_id": 1}})")}}),
            refusal));
  BOOST_TEST(holds(load_error({{"tokenizer.json", changed_json("TemplateProcessing", "Roberta")}}),
                   refusal));
  const std::string json = changed_json("{", "{");
  const std::size_t begin = json.find(R"("post_processor": )") + 18;
  const std::size_t length = json.find(R"(, "decoder")") - begin;
  const auto with = [&](const std::string& processor) {
    return Files{{"tokenizer.json", std::string(json).replace(begin, length, processor)}};
  };
  BOOST_TEST(
      holds(load_error(with("null")), "no post_processor puts [CLS] and [SEP] around texts"));
  BOOST_TEST(load(with(R"({"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]})"))
                     ->encode("the", {}) == (Ids{2, 9, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(holds(load_error(with(R"({"type": "BertProcessing", "sep": ["[SEP]", 4],
                                       "cls": ["[CLS]", 2]})")),
                   refusal));
}

BOOST_AUTO_TEST_CASE(files_that_disagree_are_refused) {
  const std::string json = changed_json("{", "{");
  BOOST_TEST(holds(load_error({{"tokenizer.json", json},
                               {"tokenizer_config.json", R"({"cls_token": "[PAD]"})"}}),
                   "cls_token is \"[CLS]\" in tokenizer.json, but another or none in the files "
                   "beside it; make the files agree"));
}

BOOST_AUTO_TEST_CASE(wrong_files_are_named_with_line_and_reason) {
  BOOST_TEST(holds(load_error({{"vocab.txt", "[UNK]\na\na\n"}}),
                   "vocab.txt:3: error: token \"a\" has the ids 1 and 2"));
  BOOST_TEST(holds(load_error({{"vocab.txt", "[UNK]\n\xff\n"}}),
                   "vocab.txt:2:1: error: the text is not valid UTF-8"));
  BOOST_TEST(holds(load_error({{"vocab.txt", "a\nb\n"}}),
                   "there is no token for unknown words: the vocabulary lacks [UNK]"));
  BOOST_TEST(holds(load_error({{"tokenizer.json", changed_json(R"("un": 5)", R"("u\n": 5)")}}),
                   "the token with id 5 holds a line break"));
  BOOST_TEST(holds(load_error({{"tokenizer.json", changed_json(R"("unk_token": "[UNK]")",
                                                               R"("unk_token": "<unk>")")}}),
                   "the vocabulary lacks the unk_token <unk>"));
  for (const char* const wrong : {"0", "1001", "99999999999999"}) {
    const std::string json = changed_json(R"("max_input_chars_per_word": 100)",
                                          R"("max_input_chars_per_word": )" + std::string(wrong));
    BOOST_TEST(holds(load_error({{"tokenizer.json", json}}),
                     "max_input_chars_per_word: expected 1 to 1000"));
  }
}

BOOST_AUTO_TEST_CASE(damaged_folders_are_read_or_refused_and_nothing_else) {
  const graft::TemporaryFolder folder;
  graft::Rng rng(7);
  int refused = 0;
  for (const char* const name : {"vocab.txt", "tokenizer.json", "tokenizer_config.json"}) {
    small_tokenizer()->save(folder.path());
    if (std::string_view(name) == "vocab.txt")
      std::filesystem::remove(folder.path("tokenizer.json"));
    const std::string whole = folder.read(name);
    for (int i = 0; i < 300; ++i) {
      folder.write(name, graft::damaged(whole, rng));
      try {
        const auto tokenizer = graft::WordPiece::load(folder.path());
        tokenizer->decode(tokenizer->encode("the cats! 我们 \xff", {}), false);
      } catch (const graft::InputError&) {
        ++refused;
      }
    }
  }
  BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_SUITE_END()
