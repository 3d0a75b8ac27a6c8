#include "plugins/datasets/small-world/entities.h"

#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using graft::Language;
using graft::Rng;
using graft::Share;
using graft::TaggedSentence;
using graft::World;

namespace {

using Strings = std::vector<std::string>;

struct Span {
  std::string type;
  std::string text;
};

// Entities of a sentence as text. Fails on an I- tag that continues nothing.
std::vector<Span> read_spans(const TaggedSentence& sentence, const std::string& space) {
  std::vector<Span> spans;
  std::string open;
  BOOST_REQUIRE(sentence.tokens.size() == sentence.tags.size());
  for (std::size_t i = 0; i < sentence.tags.size(); ++i) {
    const std::string& tag = sentence.tags[i];
    if (tag == "O") {
      open.clear();
    } else if (tag.substr(0, 2) == "B-") {
      open = tag.substr(2);
      spans.push_back({open, sentence.tokens[i]});
    } else {
      BOOST_REQUIRE(tag == "I-" + open);
      spans.back().text += space + sentence.tokens[i];
    }
  }
  return spans;
}

void check_spans_are_names(Language language, const std::string& space) {
  const World world = graft::make_world(1);
  std::set<std::string> people;
  std::set<std::string> places;
  for (const auto& person : world.people) people.insert(person.name.in(language));
  for (const auto& town : world.towns) places.insert(town.name.in(language));
  for (const auto& country : world.countries) places.insert(country.name.in(language));
  Rng rng(1);
  std::size_t found = 0;
  for (int i = 0; i < 400; ++i) {
    const TaggedSentence sentence =
        graft::make_tagged_sentence(world, Share::kTrain, language, rng);
    for (const Span& span : read_spans(sentence, space)) {
      const auto& names = span.type == "PER" ? people : places;
      BOOST_CHECK_MESSAGE(names.count(span.text) == 1, span.type + " " + span.text);
      ++found;
    }
  }
  BOOST_TEST(found > 400);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_entities)

BOOST_AUTO_TEST_CASE(english_spans_are_names_of_the_world) {
  check_spans_are_names(Language::kEnglish, " ");
}

BOOST_AUTO_TEST_CASE(chinese_spans_are_names_of_the_world) {
  check_spans_are_names(Language::kChinese, "");
}

BOOST_AUTO_TEST_CASE(no_name_is_left_untagged) {
  const World world = graft::make_world(1);
  Rng rng(2);
  for (int i = 0; i < 200; ++i) {
    const TaggedSentence sentence =
        graft::make_tagged_sentence(world, Share::kTest, Language::kChinese, rng);
    std::string rest;
    for (std::size_t k = 0; k < sentence.tokens.size(); ++k) {
      if (sentence.tags[k] == "O") rest += sentence.tokens[k];
    }
    for (const auto& person : world.people) {
      BOOST_TEST(rest.find(person.name.chinese) == std::string::npos);
    }
    for (const auto& town : world.towns) {
      BOOST_TEST(rest.find(town.name.chinese) == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(people_of_a_share_are_in_no_other) {
  const World world = graft::make_world(1);
  std::set<std::string> earlier;
  Rng rng(3);
  for (const Share share : {Share::kTrain, Share::kValidation, Share::kTest}) {
    std::set<std::string> here;
    for (int i = 0; i < 200; ++i) {
      for (const Span& span :
           read_spans(graft::make_tagged_sentence(world, share, Language::kEnglish, rng), " ")) {
        if (span.type == "PER") here.insert(span.text);
      }
    }
    for (const std::string& name : here) BOOST_TEST(earlier.count(name) == 0);
    earlier.insert(here.begin(), here.end());
  }
}

BOOST_AUTO_TEST_CASE(english_is_cut_into_words_and_chinese_into_characters) {
  BOOST_TEST(graft::cut_into_tokens("Mila met 3 men.", Language::kEnglish) ==
             (Strings{"Mila", "met", "3", "men", "."}));
  BOOST_TEST(graft::cut_into_tokens("米拉·诺恩，42", Language::kChinese) ==
             (Strings{"米", "拉", "·", "诺", "恩", "，", "4", "2"}));
}

BOOST_AUTO_TEST_SUITE_END()
