// CLIP's flavour of byte-level BPE.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/random.h"
#include "plugins/tokenizers/byte-bpe/byte_bpe.h"
#include "tests/support/damage.h"
#include "tests/support/temporary_folder.h"

namespace {

using Ids = std::vector<std::int64_t>;
using Files = std::vector<std::pair<std::string, std::string>>;

constexpr graft::EncodeOptions kPlain = {.add_special_tokens = false,
                                         .parse_special_tokens = false};
constexpr graft::EncodeOptions kBare = {.add_special_tokens = false, .parse_special_tokens = true};

graft::ByteBpeOptions clip_options() {
  graft::ByteBpeOptions options;
  options.flavour = "clip";
  options.vocab_size = 560;
  options.min_frequency = 1;
  return options;
}

std::unique_ptr<graft::Tokenizer> small_tokenizer(
    const graft::ByteBpeOptions& options = clip_options()) {
  bool done = false;
  return graft::ByteBpe::train(options, [&done](std::string& text) {
    text = "The cat sat on the mat, THE CAT ran\n今天天气很好，今天很好\n";
    return !std::exchange(done, true);
  });
}

std::unique_ptr<graft::Tokenizer> load(const Files& files) {
  const graft::TemporaryFolder folder;
  for (const auto& [name, content] : files) folder.write(name, content);
  return graft::ByteBpe::load(folder.path());
}

std::string load_error(const Files& files) {
  try {
    load(files);
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

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

const std::pair<std::string, std::string> kVocabulary = {
    "vocab.json",
    R"({"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab</w>": 4, "ab": 5, "<|startoftext|>": 6,
        "<|endoftext|>": 7})"};
const std::pair<std::string, std::string> kMerges = {"merges.txt", "#version: 0.2\na b</w>\na b\n"};

/// The tokenizer.json of that vocabulary, with `from` replaced by `to`.
std::string changed_json(const std::string& from, const std::string& to) {
  static const std::string kWhole = [] {
    const graft::TemporaryFolder folder;
    load({kVocabulary, kMerges})->save(folder.path());
    return folder.read("tokenizer.json");
  }();
  std::string json = kWhole;
  const std::size_t at = json.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return json.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip)

BOOST_AUTO_TEST_CASE(the_last_token_of_a_word_says_so) {
  const auto tokenizer = load({kVocabulary, kMerges});
  BOOST_TEST(tokens(*tokenizer, "AB  ab\n") == "ab</w> ab</w>");
  BOOST_TEST(tokens(*tokenizer, "aba b") == "ab a</w> b</w>");
}

BOOST_AUTO_TEST_CASE(words_are_letters_single_digits_and_runs_of_signs) {
  const auto tokenizer = small_tokenizer();
  const auto words = [&tokenizer](const std::string& text) {
    return tokenizer->decode(tokenizer->encode(text, kPlain), false);
  };
  BOOST_TEST(words("It's 2024!!") == "it 's 2 0 2 4 !!");
  BOOST_TEST(words("rock'n'roll don'T") == "rock ' n ' roll don 't");
  BOOST_TEST(words("!'s") == "!' s");
  BOOST_TEST(words("我love你，ok") == "我love你 ， ok");
  BOOST_TEST(words("Cafe\u0301 \u0301x") == "café \u0301 x");
  BOOST_TEST(words("  a \t b\u3000c ") == "a b c");
  BOOST_TEST(words("") == "");
}

BOOST_AUTO_TEST_CASE(texts_and_pairs_have_tokens_around_them) {
  const auto tokenizer = load({kVocabulary, kMerges});
  BOOST_TEST(tokenizer->encode("a", {}) == (Ids{6, 2, 7}), boost::test_tools::per_element());
  const Ids first = {2};
  const Ids second = {3};
  const graft::TokenizedInput pair = tokenizer->assemble(first, &second);
  BOOST_TEST(pair.ids == (Ids{6, 2, 7, 7, 3, 7}), boost::test_tools::per_element());
  BOOST_TEST(pair.token_type_ids == (Ids{0, 0, 0, 0, 0, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(decoding_puts_a_space_behind_each_word_but_the_last) {
  const auto tokenizer = load({kVocabulary, kMerges});
  const Ids ids = tokenizer->encode("ab<|endoftext|>a b", {});
  BOOST_TEST(tokenizer->decode(ids, false) == "<|startoftext|>ab <|endoftext|>a b <|endoftext|>");
  BOOST_TEST(tokenizer->decode(ids, true) == "ab a b");
}

BOOST_AUTO_TEST_CASE(special_tokens_are_found_in_the_form_of_text_they_name) {
  const auto raw = load({kVocabulary, kMerges});
  BOOST_TEST(tokens(*raw, "a<|endoftext|>b", kBare) == "a</w> <|endoftext|> b</w>");
  BOOST_TEST(raw->encode("a<|endoftext|>b", kPlain).size() > 3u);
  const auto normalized =
      load({kVocabulary,
            kMerges,
            {"tokenizer_config.json",
             R"({"eos_token": {"content": "<|endoftext|>", "normalized": true}})"}});
  BOOST_TEST(tokens(*normalized, "A<|ENDOFTEXT|>J", kBare) ==
             "a</w> <|endoftext|> <|endoftext|>");  // the last one is unknown
}

BOOST_AUTO_TEST_CASE(the_flavour_is_that_of_class_or_files) {
  const auto is_clip = [](const Files& files) { return load(files)->encode("a", {}).size() == 3; };
  const std::pair<std::string, std::string> json = {"tokenizer.json", changed_json("{", "{")};
  BOOST_TEST(is_clip({kVocabulary, kMerges}));
  BOOST_TEST(is_clip({json}));
  BOOST_TEST(is_clip({json, {"tokenizer_config.json", R"({"tokenizer_class": "CLIPTokenizer"})"}}));
  BOOST_TEST(!is_clip({kVocabulary,
                       kMerges,
                       {"tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})"}}));
  BOOST_TEST(holds(
      load_error({json, {"tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer"})"}}),
      "end_of_word_suffix, which byte-level BPE as in GPT-2 does not have"));
}

BOOST_AUTO_TEST_CASE(other_steps_are_refused_by_name) {
  const auto refusal = [](const std::string& from, const std::string& to) {
    return load_error({{"tokenizer.json", changed_json(from, to)}});
  };
  const std::string normalizer = "a normalizer other than NFC, \\s+ to space, Lowercase, which";
  BOOST_TEST(holds(refusal(R"({"type": "NFC"})", R"({"type": "NFKC"})"), normalizer));
  BOOST_TEST(holds(refusal(R"(, {"type": "Lowercase"})", ""), normalizer));
  BOOST_TEST(
      holds(refusal(R"([\\p{N}]|)", R"([\\p{N}]+|)"), "a pre_tokenizer other than Split by"));
  BOOST_TEST(
      holds(refusal(R"("invert": true)", R"("invert": false)"), "a pre_tokenizer other than"));
  BOOST_TEST(holds(refusal("RobertaProcessing", "BertProcessing"), "a post_processor other than"));
  BOOST_TEST(holds(refusal(R"("sep": ["<|endoftext|>", 7])", R"("sep": ["<|endoftext|>", 6])"),
                   "a post_processor other than RobertaProcessing with known tokens"));
  BOOST_TEST(holds(refusal(R"("byte_fallback": false)", R"("byte_fallback": true)"),
                   "byte_fallback, which byte-level BPE as in CLIP does not have"));
  BOOST_TEST(
      load_error({{"tokenizer.json", changed_json(R"("trim_offsets": true, "use_regex": true})",
                                                  R"("trim_offsets": true})")}}) == "no error");
}

BOOST_AUTO_TEST_CASE(what_a_vocabulary_lacks_is_said) {
  BOOST_TEST(holds(load_error({{"vocab.json", R"({"a": 0, "a</w>": 1, "<|endoftext|>": 2})"},
                               {"merges.txt", ""}}),
                   "needs a bos_token and an eos_token"));
  BOOST_TEST(
      holds(load_error({kVocabulary, kMerges, {"tokenizer_config.json", R"({"unk_token": null})"}}),
            "the vocabulary lacks the byte tokens ! !</w> \" \"</w>"));
  BOOST_TEST(holds(load_error({{"tokenizer.json", changed_json("{", "{")},
                               {"tokenizer_config.json", R"({"bos_token": "<|endoftext|>"})"}}),
                   "bos_token is \"<|startoftext|>\" in tokenizer.json, but another or none"));
}

BOOST_AUTO_TEST_CASE(training_gives_bytes_that_end_words_merges_and_two_tokens) {
  const auto tokenizer = small_tokenizer();
  BOOST_TEST(tokenizer->token(0) == "!");
  BOOST_TEST(tokenizer->token(255) == "Ń");
  BOOST_TEST(tokenizer->token(256) == "!</w>");
  BOOST_TEST(tokenizer->token(511) == "Ń</w>");
  BOOST_TEST(tokens(*tokenizer, "The CAT") == "the</w> cat</w>");
  const graft::SpecialTokens special = tokenizer->special_tokens();
  BOOST_TEST(tokenizer->token(special.bos.value()) == "<|startoftext|>");
  BOOST_TEST(tokenizer->token(special.eos.value()) == "<|endoftext|>");
  BOOST_TEST(special.bos.value() == tokenizer->vocab_size() - 2);
  BOOST_TEST(special.pad.value() == special.eos.value());
  BOOST_TEST(special.unknown.value() == special.eos.value());
}

BOOST_AUTO_TEST_CASE(training_needs_room_for_both_kinds_of_bytes) {
  graft::ByteBpeOptions options = clip_options();
  options.vocab_size = 513;
  std::string message = "no error";
  try {
    small_tokenizer(options);
  } catch (const graft::InputError& error) {
    message = error.what();
  }
  BOOST_TEST(holds(message,
                   "vocab_size 513 leaves no room for 512 bytes and 2 special tokens; "
                   "write at least 514"));
}

BOOST_AUTO_TEST_CASE(special_tokens_of_other_roles_follow) {
  graft::ByteBpeOptions options = clip_options();
  options.pad_token = "<pad>";
  options.bos_token = "<begin>";
  const auto tokenizer = small_tokenizer(options);
  const graft::SpecialTokens special = tokenizer->special_tokens();
  BOOST_TEST(tokenizer->token(special.bos.value()) == "<begin>");
  BOOST_TEST(tokenizer->token(special.pad.value()) == "<pad>");
  BOOST_TEST(special.pad.value() == tokenizer->vocab_size() - 1);
}

BOOST_AUTO_TEST_CASE(saved_files_load_in_each_layout) {
  const auto tokenizer = small_tokenizer();
  const graft::TemporaryFolder folder;
  tokenizer->save(folder.path());
  const std::string text = "The cat<|endoftext|> 今天 Cafe\u0301!! \xff";
  const Ids expected = tokenizer->encode(text, {});
  const auto check = [&] {
    const auto loaded = graft::ByteBpe::load(folder.path());
    BOOST_TEST(loaded->encode(text, {}) == expected, boost::test_tools::per_element());
    const graft::TemporaryFolder again;
    loaded->save(again.path());
    for (const char* const name :
         {"vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"}) {
      BOOST_TEST(again.read(name) == folder.read(name), name);
    }
  };
  check();
  std::filesystem::remove(folder.path("tokenizer.json"));
  check();
  const graft::Value config = graft::parse_json(folder.read("tokenizer_config.json"));
  BOOST_TEST(config.at("tokenizer_class").as_string() == "CLIPTokenizer");
  BOOST_TEST(config.at("pad_token").as_string() == "<|endoftext|>");
}

BOOST_AUTO_TEST_CASE(words_cannot_be_told_by_their_first_token) {
  const auto tokenizer = load({kVocabulary, kMerges});
  for (std::int64_t id = 0; id < tokenizer->vocab_size(); ++id) {
    BOOST_TEST(tokenizer->starts_word(id));
  }
}

BOOST_AUTO_TEST_CASE(any_bytes_have_ids_and_long_texts_take_no_long_time) {
  const auto tokenizer = small_tokenizer();
  for (const std::string& piece :
       {std::string("t"), std::string(" "), std::string("好"), std::string(1, '\0'),
        std::string("\xff"), std::string("\u0301"), std::string("É"), std::string("<")}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    const Ids ids = tokenizer->encode(text, {});
    BOOST_TEST(ids.size() <= 2 + 2 * text.size());
    BOOST_TEST(!tokenizer->decode(ids, false).empty());
  }
}

BOOST_AUTO_TEST_CASE(damaged_folders_are_read_or_refused_and_nothing_else) {
  const graft::TemporaryFolder folder;
  graft::Rng rng(7);
  int refused = 0;
  for (const char* const name :
       {"vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json"}) {
    load({kVocabulary, kMerges})->save(folder.path());
    if (std::string_view(name).find("tokenizer") == std::string_view::npos) {
      std::filesystem::remove(folder.path("tokenizer.json"));
    }
    const std::string whole = folder.read(name);
    for (int i = 0; i < 300; ++i) {
      folder.write(name, graft::damaged(whole, rng));
      try {
        const auto tokenizer = graft::ByteBpe::load(folder.path());
        tokenizer->decode(tokenizer->encode("the mat 好的 \xff", {}), false);
      } catch (const graft::InputError&) {
        ++refused;
      }
    }
  }
  BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_CASE(tokens_stand_for_the_words_that_they_are_of) {
  const auto tokenizer = small_tokenizer();
  const std::string text = "The  CAT!";
  std::string words;
  for (const graft::TokenSpan& token : tokenizer->encode_with_spans(text)) {
    words += "[" + text.substr(token.begin, token.end - token.begin) + "]";
  }
  BOOST_TEST(words == "[The][CAT][!]");
}

BOOST_AUTO_TEST_SUITE_END()
