#include "framework/evaluate/baselines/dictionary_tagger.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(dictionary_tagger)

BOOST_AUTO_TEST_CASE(the_longest_known_entity_is_tagged) {
  const DictionaryTagger tagger({{"New", "York", "is", "New"}, {"New", "York", "Times"}},
                                {{"B-LOC", "I-LOC", "O", "O"}, {"B-ORG", "I-ORG", "I-ORG"}});
  BOOST_TEST(tagger.size() == 2);
  BOOST_CHECK(tagger.predict({"the", "New", "York", "Times", "of", "New", "York"}) ==
              (Words{"O", "B-ORG", "I-ORG", "I-ORG", "O", "B-LOC", "I-LOC"}));
  BOOST_CHECK(tagger.predict({"New", "Jersey"}) == (Words{"O", "O"}));
  BOOST_CHECK(tagger.predict({}).empty());
}

BOOST_AUTO_TEST_CASE(the_most_frequent_type_wins) {
  const DictionaryTagger tagger({{"Jordan"}, {"Jordan"}, {"Jordan"}},
                                {{"B-LOC"}, {"B-PER"}, {"B-PER"}});
  BOOST_CHECK(tagger.predict({"Jordan"}) == (Words{"B-PER"}));
  const DictionaryTagger even({{"Jordan"}, {"Jordan"}}, {{"B-PER"}, {"B-LOC"}});
  BOOST_CHECK(even.predict({"Jordan"}) == (Words{"B-LOC"}));
}

BOOST_AUTO_TEST_CASE(words_that_are_mostly_no_entity_are_left_alone) {
  const DictionaryTagger tagger({{"It"}, {"It", "is", "It"}}, {{"B-WORK"}, {"O", "O", "O"}});
  BOOST_TEST(tagger.size() == 0);
  BOOST_CHECK(tagger.predict({"It"}) == (Words{"O"}));
  // As often inside as outside: an entity.
  const DictionaryTagger even({{"It"}, {"It"}}, {{"B-WORK"}, {"O"}});
  BOOST_CHECK(even.predict({"It"}) == (Words{"B-WORK"}));
}

BOOST_AUTO_TEST_CASE(other_words_have_the_tag_that_they_have_most_often) {
  const DictionaryTagger tagger(
      {{"Mount", "Fuji"}, {"Mount", "Etna"}, {"Mount", "it", "on", "Etna", "rock"}},
      {{"B-LOC", "I-LOC"}, {"B-LOC", "I-LOC"}, {"O", "O", "O", "O", "O"}});
  // Mount is B twice and O once; Etna as often I as O, and that is O.
  BOOST_CHECK(tagger.predict({"Mount", "Blanc"}) == (Words{"B-LOC", "O"}));
  BOOST_CHECK(tagger.predict({"on", "Etna"}) == (Words{"O", "O"}));
  BOOST_CHECK(tagger.predict({"Mount", "Etna"}) == (Words{"B-LOC", "I-LOC"}));
}

BOOST_AUTO_TEST_CASE(neighbours_begin_anew) {
  const DictionaryTagger tagger({{"李", "白"}}, {{"B-PER", "I-PER"}});
  BOOST_CHECK(tagger.predict({"李", "白", "李", "白"}) ==
              (Words{"B-PER", "I-PER", "B-PER", "I-PER"}));
  BOOST_CHECK(tagger.predict({"白", "云"}) == (Words{"B-PER", "O"}));  // 白 is I-PER: a beginning
}

BOOST_AUTO_TEST_CASE(case_counts_and_types_may_be_missing) {
  const DictionaryTagger tagger({{"Apple"}}, {{"B"}});
  BOOST_CHECK(tagger.predict({"apple", "Apple"}) == (Words{"O", "B"}));
}

BOOST_AUTO_TEST_CASE(sentences_need_a_tag_for_each_word) {
  BOOST_CHECK_THROW(DictionaryTagger({{"a", "b"}}, {{"O"}}), Error);
  BOOST_CHECK_THROW(DictionaryTagger({{"a"}, {"b"}}, {{"O"}}), Error);
  BOOST_CHECK_THROW(DictionaryTagger({{"a"}}, {{"X"}}), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
