#include "plugins/tokenizers/byte-bpe/bpe_trainer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "graft/random.h"
#include "plugins/tokenizers/byte-bpe/byte_alphabet.h"

namespace {

graft::TextSource source_of(std::vector<std::string> texts) {
  return [texts = std::move(texts), next = std::size_t{0}](std::string& text) mutable {
    if (next == texts.size()) return false;
    text = texts[next++];
    return true;
  };
}

graft::ByteBpeOptions options(std::int64_t vocab_size, std::int64_t min_frequency = 2) {
  graft::ByteBpeOptions options;
  options.vocab_size = vocab_size;
  options.min_frequency = min_frequency;
  return options;
}

/// Merges in the order in which they were learnt, as `left right`.
std::vector<std::string> merges_of(const graft::BpeModel& model) {
  std::vector<std::string> merges;
  for (const graft::Merge& merge : model.merges) {
    merges.push_back(*model.tokens.vocabulary.token(merge.left) + " " +
                     *model.tokens.vocabulary.token(merge.right));
  }
  return merges;
}

void check_merges(const graft::BpeModel& model, const std::vector<std::string>& expected) {
  BOOST_TEST(merges_of(model) == expected, boost::test_tools::per_element());
}

std::string message_of(const graft::ByteBpeOptions& wrong) {
  try {
    graft::train_bpe(wrong, source_of({}));
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bpe_trainer)

BOOST_AUTO_TEST_CASE(the_most_frequent_pair_merges_first) {
  // Words and counts of Sennrich et al.: low 5, lower 2, newest 6, widest 3.
  std::string text;
  for (int i = 0; i < 5; ++i) text += "low\n";
  for (int i = 0; i < 2; ++i) text += "lower\n";
  for (int i = 0; i < 6; ++i) text += "newest\n";
  for (int i = 0; i < 3; ++i) text += "widest\n";
  const auto model = graft::train_bpe(options(257 + 6), source_of({text}));
  // "e s" and "s t" both occur 9 times, "l o" and "o w" 7 times, "e w" and "n e" 6 times.
  check_merges(model, {"e s", "es t", "l o", "lo w", "e w", "ew est"});
}

BOOST_AUTO_TEST_CASE(ties_go_to_the_pair_whose_bytes_come_first) {
  const auto model =
      graft::train_bpe(options(259), source_of({"zz", "zz", "ab", "ab", "aa", "aa"}));
  check_merges(model, {"a a", "a b"});
}

BOOST_AUTO_TEST_CASE(order_and_cut_of_the_texts_do_not_matter) {
  const auto whole = graft::train_bpe(options(300), source_of({"the cat\nthe hat\nthat cat\n"}));
  const auto lines =
      graft::train_bpe(options(300), source_of({"that cat\n", "the hat\n", "the cat\n"}));
  check_merges(lines, merges_of(whole));
  BOOST_TEST(!whole.merges.empty());
}

BOOST_AUTO_TEST_CASE(merges_do_not_depend_on_the_number_of_threads) {
  graft::Rng rng(3);
  std::vector<std::string> texts(3);
  for (std::string& text : texts) {
    for (int i = 0; i < 40'000; ++i) {
      text += "aeinst 好天气\n"[rng.below(17)];
    }
  }
  const int before = graft::num_threads();
  graft::set_num_threads(1);
  const auto alone = graft::train_bpe(options(900), source_of(texts));
  graft::set_num_threads(3);
  const auto together = graft::train_bpe(options(900), source_of(texts));
  graft::set_num_threads(before);
  BOOST_TEST(alone.merges.size() > 500u);
  BOOST_TEST((merges_of(together) == merges_of(alone)));
}

BOOST_AUTO_TEST_CASE(overlapping_pairs_are_merged_from_the_left) {
  const auto model = graft::train_bpe(options(260, 1), source_of({"aaaaa"}));
  check_merges(model, {"a a", "aa a", "aa aaa"});
}

BOOST_AUTO_TEST_CASE(rare_pairs_are_left_alone) {
  const auto model = graft::train_bpe(options(400, 3), source_of({"ab ab ab cd cd"}));
  // " a", "ab" and so on: what occurs twice only stays in bytes.
  check_merges(model, {"a b"});
  BOOST_TEST(model.tokens.vocabulary.size() == 258);
}

BOOST_AUTO_TEST_CASE(ids_are_bytes_then_merges_then_special_tokens) {
  graft::ByteBpeOptions wanted = options(260);
  wanted.special_tokens = {"<|endoftext|>", "<pad>"};
  const auto model = graft::train_bpe(wanted, source_of({"ab ab ab cd cd"}));
  BOOST_TEST(*model.tokens.vocabulary.token(0) == "!");
  BOOST_TEST(*model.tokens.vocabulary.token(220) == "Ġ");
  BOOST_TEST(*model.tokens.vocabulary.token(256) == "ab");
  BOOST_TEST(model.tokens.vocabulary.id_of("<|endoftext|>").value() == 258);
  BOOST_TEST(model.tokens.special_tokens.eos.value() == 258);
  BOOST_TEST(model.tokens.special_tokens.bos.value() == 258);
  BOOST_TEST(!model.tokens.special_tokens.pad.has_value());
  BOOST_TEST(model.tokens.vocabulary.id_of("<pad>").value() == 259);
  BOOST_TEST(model.tokens.added_tokens.size() == 2u);
}

BOOST_AUTO_TEST_CASE(special_tokens_in_the_text_are_characters) {
  graft::ByteBpeOptions wanted = options(300, 1);
  wanted.special_tokens = {"ab"};
  const auto model = graft::train_bpe(wanted, source_of({"ab ab"}));
  BOOST_TEST(model.tokens.vocabulary.id_of("ab").value() == model.tokens.vocabulary.size() - 1);
  check_merges(model, {"Ġ a", "Ġa b"});
}

BOOST_AUTO_TEST_CASE(one_long_word_takes_no_long_time) {
  const auto model = graft::train_bpe(options(4096), source_of({std::string(1 << 20, 'a')}));
  BOOST_TEST(model.merges.size() >= 7u);  // up to 128 bytes
  BOOST_TEST(model.tokens.vocabulary.id_of(std::string(128, 'a')).has_value());
}

BOOST_AUTO_TEST_CASE(long_words_are_cut_between_characters) {
  std::string word;
  for (int i = 0; i < 43; ++i) word += "好";  // 129 bytes
  const auto model = graft::train_bpe(options(400, 1), source_of({word}));
  std::size_t longest = 0;
  for (std::int64_t id = 0; id < 256 + std::ssize(model.merges); ++id) {
    longest = std::max(longest, graft::read_spelling(*model.tokens.vocabulary.token(id))->size());
  }
  BOOST_TEST(longest == 126u);
  const auto broken = graft::train_bpe(options(400, 1), source_of({std::string(300, '\x80')}));
  BOOST_TEST(!broken.merges.empty());
}

BOOST_AUTO_TEST_CASE(roles_get_the_last_ids_unless_the_list_has_their_token) {
  graft::ByteBpeOptions wanted = options(300);
  wanted.special_tokens = {"<end>", "<pad>"};
  wanted.pad_token = "<pad>";
  wanted.mask_token = "<mask>";
  wanted.sentinels = 2;
  const auto model = graft::train_bpe(wanted, source_of({"abc"}));
  const std::int64_t first = model.tokens.vocabulary.id_of("<end>").value();
  BOOST_TEST(model.tokens.special_tokens.eos.value() == first);
  BOOST_TEST(model.tokens.special_tokens.pad.value() == first + 1);
  BOOST_TEST(model.tokens.special_tokens.mask.value() == first + 2);
  BOOST_TEST(model.tokens.vocabulary.id_of("<extra_id_0>").value() == first + 3);
  BOOST_TEST(model.tokens.vocabulary.id_of("<extra_id_1>").value() == first + 4);
  BOOST_TEST(model.tokens.vocabulary.size() == first + 5);
  BOOST_TEST(!model.tokens.special_tokens.cls.has_value());
  wanted.special_tokens.emplace_back("<extra_id_1>");
  BOOST_TEST(message_of(wanted).find("special token \"<extra_id_1>\" repeats") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(impossible_options_say_what_to_write) {
  BOOST_TEST(message_of(options(256))
                 .find("vocab_size 256 leaves no room for 256 bytes and 1 "
                       "special tokens; write at least 257") != std::string::npos);
  graft::ByteBpeOptions wrong;
  wrong.special_tokens = {"", "a", "<x>", "<x>"};
  const std::string message = message_of(wrong);
  BOOST_TEST(message.find("special token \"\" is empty") != std::string::npos);
  BOOST_TEST(message.find("special token \"a\" spells a byte") != std::string::npos);
  BOOST_TEST(message.find("special token \"<x>\" repeats") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
