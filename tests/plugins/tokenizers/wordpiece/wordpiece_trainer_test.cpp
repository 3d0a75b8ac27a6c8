#include "plugins/tokenizers/wordpiece/wordpiece_trainer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

graft::TextSource source_of(std::vector<std::string> texts) {
  return [texts = std::move(texts), next = std::size_t{0}](std::string& text) mutable {
    if (next == texts.size()) return false;
    text = texts[next++];
    return true;
  };
}

graft::WordPieceOptions options(std::int64_t vocab_size, std::int64_t min_frequency = 1) {
  graft::WordPieceOptions options;
  options.vocab_size = vocab_size;
  options.min_frequency = min_frequency;
  return options;
}

/// Tokens in the order of their ids, but for the five special ones.
std::vector<std::string> tokens_of(const graft::WordPieceModel& model) {
  std::vector<std::string> tokens;
  for (std::int64_t id = 5; id < model.tokens.vocabulary.size(); ++id) {
    tokens.push_back(*model.tokens.vocabulary.token(id));
  }
  return tokens;
}

void check_tokens(const graft::WordPieceModel& model, const std::vector<std::string>& expected) {
  BOOST_TEST(tokens_of(model) == expected, boost::test_tools::per_element());
}

std::string message_of(const graft::WordPieceOptions& wrong) {
  try {
    graft::train_wordpiece(wrong, source_of({}));
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wordpiece_trainer)

BOOST_AUTO_TEST_CASE(ids_are_special_tokens_then_characters_then_merged_pieces) {
  const auto model = graft::train_wordpiece(options(100), source_of({"ab ab ab cab"}));
  const graft::SpecialTokens& special = model.tokens.special_tokens;
  BOOST_TEST(special.pad.value() == 0);
  BOOST_TEST(special.unknown.value() == 1);
  BOOST_TEST(special.cls.value() == 2);
  BOOST_TEST(special.sep.value() == 3);
  BOOST_TEST(special.mask.value() == 4);
  BOOST_TEST(!special.eos.has_value());
  BOOST_TEST(*model.tokens.vocabulary.token(1) == "[UNK]");
  BOOST_TEST(model.tokens.added_tokens.size() == 5u);
  BOOST_TEST(model.num_pieces == model.tokens.vocabulary.size());
  // a ##b three times, then c ##a and ##a ##b once.
  check_tokens(model, {"a", "b", "c", "##a", "##b", "ab", "##ab", "cab"});
}

BOOST_AUTO_TEST_CASE(the_most_frequent_pair_merges_first_until_there_is_no_room) {
  std::string text;
  for (int i = 0; i < 5; ++i) text += "low ";
  for (int i = 0; i < 2; ++i) text += "lower ";
  for (int i = 0; i < 6; ++i) text += "newest ";
  for (int i = 0; i < 3; ++i) text += "widest ";
  const auto model = graft::train_wordpiece(options(5 + 10 + 8 + 4), source_of({text}));
  const std::vector<std::string> tokens = tokens_of(model);
  BOOST_REQUIRE(tokens.size() == 22u);
  const std::vector<std::string> merged(tokens.end() - 4, tokens.end());
  const std::vector<std::string> expected = {"##es", "##est", "##ow", "low"};
  BOOST_TEST(merged == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(order_and_cut_of_the_texts_do_not_matter) {
  const auto whole = graft::train_wordpiece(options(60), source_of({"the cat the hat that cat"}));
  const auto lines =
      graft::train_wordpiece(options(60), source_of({"that cat", "The hat", "THE cat"}));
  check_tokens(lines, tokens_of(whole));
}

BOOST_AUTO_TEST_CASE(rare_pairs_and_characters_get_no_token) {
  const auto model = graft::train_wordpiece(options(100, 2), source_of({"ab ab xy ac"}));
  check_tokens(model, {"a", "b", "##b", "ab"});
}

BOOST_AUTO_TEST_CASE(the_alphabet_may_be_limited_to_the_most_frequent_characters) {
  graft::WordPieceOptions limited = options(100);
  limited.limit_alphabet = 2;
  check_tokens(graft::train_wordpiece(limited, source_of({"我 我 我 们 们 好 ab"})), {"们", "我"});
  // Without a limit there is as much as fits.
  check_tokens(graft::train_wordpiece(options(8), source_of({"我 我 我 们 们 好 好 ab"})),
               {"们", "好", "我"});
}

BOOST_AUTO_TEST_CASE(texts_are_normalized_as_the_options_say) {
  graft::WordPieceOptions cased = options(100);
  cased.lowercase = false;
  check_tokens(graft::train_wordpiece(cased, source_of({"É"})), {"É"});
  check_tokens(graft::train_wordpiece(options(100), source_of({"É"})), {"e"});
  cased.strip_accents = true;
  check_tokens(graft::train_wordpiece(cased, source_of({"É"})), {"E"});
  graft::WordPieceOptions together = options(100);
  together.tokenize_chinese_chars = false;
  check_tokens(graft::train_wordpiece(together, source_of({"天气"})), {"天", "气", "##气", "天气"});
  check_tokens(graft::train_wordpiece(options(100), source_of({"天气"})), {"天", "气"});
}

BOOST_AUTO_TEST_CASE(special_tokens_in_the_text_are_characters) {
  const auto model = graft::train_wordpiece(options(100), source_of({"[MASK]"}));
  check_tokens(model, {"[", "]", "a", "k", "m", "s", "##a", "##k", "##s", "##as", "##ask", "mask"});
}

BOOST_AUTO_TEST_CASE(a_merged_piece_is_never_a_special_token) {
  graft::WordPieceOptions wanted = options(100);
  wanted.special_tokens = {"ab"};
  const auto model = graft::train_wordpiece(wanted, source_of({"ab ab"}));
  BOOST_TEST(model.tokens.vocabulary.id_of("ab").value() == 5);
  BOOST_TEST(model.tokens.vocabulary.size() == 9);
}

BOOST_AUTO_TEST_CASE(a_token_may_have_several_roles) {
  graft::WordPieceOptions wanted = options(100);
  wanted.special_tokens = {"<user>"};
  wanted.bos_token = "[CLS]";
  wanted.eos_token = "[END]";
  wanted.image_token = "<user>";
  wanted.sentinels = 2;
  const auto model = graft::train_wordpiece(wanted, source_of({"a"}));
  const graft::SpecialTokens& special = model.tokens.special_tokens;
  BOOST_TEST(special.bos.value() == special.cls.value());
  BOOST_TEST(special.image.value() == 5);
  BOOST_TEST(special.eos.value() == 6);
  BOOST_TEST(model.tokens.vocabulary.id_of("<extra_id_1>").value() == 8);
}

BOOST_AUTO_TEST_CASE(long_words_take_no_part_and_no_long_time) {
  const auto model =
      graft::train_wordpiece(options(50), source_of({std::string(1 << 20, 'a') + " b"}));
  check_tokens(model, {"b"});
}

BOOST_AUTO_TEST_CASE(impossible_options_say_what_to_write) {
  graft::WordPieceOptions wrong = options(8);
  wrong.sentinels = 3;
  BOOST_TEST(message_of(wrong).find("vocab_size 8 leaves no room beside 8 special tokens; write "
                                    "more than 8") != std::string::npos);
  wrong = options(100);
  wrong.special_tokens = {"", "我", "##x", "<x>", "<x>"};
  const std::string message = message_of(wrong);
  BOOST_TEST(message.find("special token \"\" is empty") != std::string::npos);
  BOOST_TEST(message.find("special token \"我\" is a character of texts") != std::string::npos);
  BOOST_TEST(message.find("special token \"##x\" begins with ##") != std::string::npos);
  BOOST_TEST(message.find("special token \"<x>\" repeats") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
