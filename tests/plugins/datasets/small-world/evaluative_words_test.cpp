#include "plugins/datasets/small-world/evaluative_words.h"

#include <map>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

using graft::EvaluativeWord;
using graft::EvaluativeWords;
using graft::Polarity;
using graft::Rng;
using graft::WordClass;

namespace {

EvaluativeWords words_of(std::uint64_t seed) {
  Rng rng(seed);
  return graft::make_evaluative_words(rng);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_evaluative_words)

BOOST_AUTO_TEST_CASE(no_word_has_two_meanings) {
  std::set<std::string> seen;
  const EvaluativeWords words = words_of(1);
  for (const auto* list : {&words.rare, &words.plain}) {
    for (const EvaluativeWord& word : *list) {
      BOOST_TEST(seen.insert(word.word.english).second);
      BOOST_TEST(seen.insert(word.word.chinese).second);
    }
  }
}

BOOST_AUTO_TEST_CASE(both_polarities_have_as_many_words_of_each_class) {
  std::map<std::pair<WordClass, Polarity>, int> counts;
  for (const EvaluativeWord& word : words_of(1).rare) ++counts[{word.word_class, word.polarity}];
  BOOST_TEST(counts.size() == 6);
  for (const auto& [key, count] : counts) {
    BOOST_TEST(count == (counts[{key.first, graft::opposite(key.second)}]));
  }
}

BOOST_AUTO_TEST_CASE(no_half_of_a_word_tells_its_polarity) {
  // How far a part leans to one side, over all words of many worlds: a rule would make it 1, and
  // chance leaves less the more worlds there are.
  using Part = std::string (*)(const graft::Bilingual&);
  const std::map<std::string, Part> parts = {
      {"onset", [](const graft::Bilingual& word) { return word.english.substr(0, 2); }},
      {"ending",
       [](const graft::Bilingual& word) { return word.english.substr(word.english.size() - 2); }},
      {"first character", [](const graft::Bilingual& word) { return word.chinese.substr(0, 3); }},
      {"second character", [](const graft::Bilingual& word) { return word.chinese.substr(3); }}};
  for (const auto& [name, part_of] : parts) {
    std::map<std::string, int> balance;
    int total = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      for (const EvaluativeWord& word : words_of(seed).rare) {
        balance[part_of(word.word)] += word.polarity == Polarity::kPositive ? 1 : -1;
        ++total;
      }
    }
    int lean = 0;
    for (const auto& [part, difference] : balance) lean += std::abs(difference);
    BOOST_TEST(lean < 0.15 * total, name << " leans by " << lean << " of " << total);
  }
}

BOOST_AUTO_TEST_CASE(english_words_follow_the_article_a) {
  const EvaluativeWords words = words_of(1);
  for (const auto* list : {&words.rare, &words.plain}) {
    for (const EvaluativeWord& word : *list) {
      BOOST_TEST(std::string("aeiou").find(word.word.english[0]) == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_class_without_words_is_an_error) {
  Rng rng(1);
  BOOST_CHECK_THROW(graft::pick_word(words_of(1).plain, Polarity::kPositive, WordClass::kVerb, rng),
                    graft::Error);
}

BOOST_AUTO_TEST_SUITE_END()
