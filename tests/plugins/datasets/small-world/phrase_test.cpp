#include "plugins/datasets/small-world/phrase.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

using graft::Bilingual;
using graft::Language;
using graft::Slots;

BOOST_AUTO_TEST_SUITE(small_world_phrase)

BOOST_AUTO_TEST_CASE(slots_are_filled_in_either_language) {
  const Bilingual form = {"{person} lives in {place}.", "{person}住在{place}。"};
  const Slots slots = {{"person", {"Mila", "米拉"}}, {"place", {"Lomiton", "洛米顿"}}};
  BOOST_TEST(graft::fill(form, Language::kEnglish, slots) == "Mila lives in Lomiton.");
  BOOST_TEST(graft::fill(form, Language::kChinese, slots) == "米拉住在洛米顿。");
}

BOOST_AUTO_TEST_CASE(words_in_a_slot_are_not_searched_for_slots) {
  const Slots slots = {{"a", {"{b}", "{b}"}}, {"b", {"wrong", "错"}}};
  BOOST_TEST(graft::fill(Bilingual{"{a}!", "{a}！"}, Language::kEnglish, slots) == "{b}!");
}

BOOST_AUTO_TEST_CASE(pieces_say_which_slot_they_come_from) {
  const Slots slots = {{"a", {"one", "一"}}};
  const std::vector<graft::Piece> pieces =
      graft::fill_pieces("say {a} now", Language::kEnglish, slots);
  BOOST_REQUIRE(pieces.size() == 3);
  BOOST_TEST(pieces[0].slot == "");
  BOOST_TEST(pieces[1].text == "one");
  BOOST_TEST(pieces[1].slot == "a");
  BOOST_TEST(pieces[2].text == " now");
}

BOOST_AUTO_TEST_CASE(a_slot_that_nothing_fills_is_an_error) {
  BOOST_CHECK_EXCEPTION(graft::fill(Bilingual{"{who}?", "{who}？"}, Language::kEnglish, {}),
                        graft::Error, [](const graft::Error& error) {
                          return std::string(error.what()) ==
                                 "small-world: nothing fills {who} of \"{who}?\"";
                        });
}

BOOST_AUTO_TEST_CASE(only_small_latin_letters_are_capitalised) {
  BOOST_TEST(graft::capitalised(std::string("the end")) == "The end");
  BOOST_TEST(graft::capitalised(std::string("她")) == "她");
  BOOST_TEST(graft::capitalised(std::string()) == "");
}

BOOST_AUTO_TEST_CASE(only_english_sentences_have_a_space_between_them) {
  BOOST_TEST(graft::follow("One.", "Two.", Language::kEnglish) == "One. Two.");
  BOOST_TEST(graft::follow("一。", "二。", Language::kChinese) == "一。二。");
  BOOST_TEST(graft::follow("", "Two.", Language::kEnglish) == "Two.");
}

BOOST_AUTO_TEST_SUITE_END()
