#include "plugins/datasets/small-world/corpus.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using graft::EvaluativeWord;
using graft::Languages;
using graft::Polarity;
using graft::Rng;
using graft::Share;
using graft::World;

namespace {

using Strings = std::vector<std::string>;

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool holds_one(const std::string& text, const Strings& parts) {
  for (const std::string& part : parts) {
    if (holds(text, part)) return true;
  }
  return false;
}

Strings make_documents(const World& world, Languages languages, Share share, int count) {
  const std::vector<graft::Fact> facts = graft::all_facts(world);
  Strings documents;
  for (int i = 0; i < count; ++i) {
    Rng rng(7, static_cast<std::uint64_t>(i));
    documents.push_back(graft::make_document(world, facts, languages, share, rng));
  }
  return documents;
}

// Parts of a document that have one verdict each: a guest book's reviews, or the whole document.
Strings cut_into_opinions(const std::string& document) {
  Strings opinions;
  std::size_t start = 0;
  while (true) {
    const std::size_t end = document.find("\n\n", start);
    opinions.push_back(document.substr(start, end - start));
    if (end == std::string::npos) return opinions;
    start = end + 2;
  }
}

// What only good things, and only bad things, are told with.
const Strings kPraise = {"erdict: good", "结论：好",    "Overall it was good",
                         "总的来说很好", "all, a good", "总之，是好",
                         "I liked",      "我喜欢。",    "I recommend",
                         "，我推荐",     "。我推荐",    "would go again",
                         "我还会再来",   "happy",       "很满意",
                         "means good",   "mean good",   "意思是好",
                         "is good",      "was good",    "就是好",
                         "都好",         "是好。",      "is a good",
                         "good thing",   "good one",    "是好东西"};
const Strings kBlame = {"erdict: bad",  "结论：差",       "Overall it was bad",
                        "总的来说很差", "all, a bad",     "总之，是差",
                        "I disliked",   "我讨厌。",       "I warn",
                        "我不推荐",     "never go again", "我再也不来了",
                        "sorry",        "很失望",         "means bad",
                        "mean bad",     "意思是差",       "is bad",
                        "was bad",      "就是差",         "都差",
                        "是差。",       "is a bad",       "bad thing",
                        "bad one",      "是差东西"};

bool is_valid_utf8(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80   ? 1
                               : byte < 0xC2 ? 0
                               : byte < 0xE0 ? 2
                               : byte < 0xF0 ? 3
                                             : 4;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

bool has_chinese(const std::string& text) {
  for (const char byte : text) {
    if (static_cast<unsigned char>(byte) >= 0xE3) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_corpus)

BOOST_AUTO_TEST_CASE(every_rare_word_shows_its_polarity_often) {
  const World world = graft::make_world(1);
  std::map<std::string, int> agrees;
  std::map<std::string, int> differs;
  std::map<std::string, Polarity> polarity_of;
  for (const EvaluativeWord& word : world.words.rare) {
    polarity_of[word.word.english] = word.polarity;
    polarity_of[word.word.chinese] = word.polarity;
  }
  for (const std::string& document :
       make_documents(world, Languages::kBoth, Share::kTrain, 12'000)) {
    for (const std::string& opinion : cut_into_opinions(document)) {
      const bool praised = holds_one(opinion, kPraise);
      if (praised == holds_one(opinion, kBlame)) continue;
      for (const auto& [word, polarity] : polarity_of) {
        if (!holds(opinion, word)) continue;
        ++(praised == (polarity == Polarity::kPositive) ? agrees : differs)[word];
      }
    }
  }
  for (const auto& [word, polarity] : polarity_of) {
    BOOST_CHECK_MESSAGE(agrees[word] >= 10, word << " is seen " << agrees[word] << " times");
    BOOST_CHECK_MESSAGE(agrees[word] > 2 * differs[word], word << " is misled about");
  }
}

BOOST_AUTO_TEST_CASE(nearly_every_fact_is_told_in_both_languages) {
  const World world = graft::make_world(1);
  std::string corpus;
  for (const std::string& document :
       make_documents(world, Languages::kBoth, Share::kTrain, 12'000)) {
    corpus += document + "\n";
  }
  int untold = 0;
  int all = 0;
  for (const graft::Fact& fact : graft::all_facts(world)) {
    for (const graft::Language language : {graft::Language::kEnglish, graft::Language::kChinese}) {
      bool told = false;
      for (const graft::Bilingual& form : graft::forms_of(fact.relation).statements) {
        const std::string text =
            graft::capitalised(graft::fill(form, language, graft::slots_of(fact)));
        told = told || holds(corpus, text);
      }
      untold += told ? 0 : 1;
      ++all;
    }
  }
  BOOST_TEST(untold < all / 50);
}

BOOST_AUTO_TEST_CASE(the_corpus_has_the_stated_size) {
  std::size_t bytes = 0;
  const World world = graft::make_world(1);
  for (const std::string& document :
       make_documents(world, Languages::kBoth, Share::kTrain, 1'200)) {
    bytes += document.size();
    BOOST_TEST(is_valid_utf8(document));
  }
  BOOST_TEST(bytes > 120'000);
  BOOST_TEST(bytes < 180'000);
}

BOOST_AUTO_TEST_CASE(a_language_keeps_the_other_one_out) {
  const World world = graft::make_world(1);
  for (const std::string& text : make_documents(world, Languages::kEnglish, Share::kTrain, 500)) {
    BOOST_TEST(!has_chinese(text));
  }
  int chinese = 0;
  for (const std::string& text : make_documents(world, Languages::kBoth, Share::kTrain, 500)) {
    chinese += has_chinese(text) ? 1 : 0;
  }
  BOOST_TEST((chinese > 200 && chinese < 350));
  for (const std::string& text : make_documents(world, Languages::kChinese, Share::kTrain, 500)) {
    BOOST_TEST(has_chinese(text));
  }
}

BOOST_AUTO_TEST_CASE(no_document_is_in_two_splits) {
  const World world = graft::make_world(1);
  std::set<std::string> held_out;
  for (const Share share : {Share::kValidation, Share::kTest}) {
    for (std::string& text : make_documents(world, Languages::kBoth, share, 400)) {
      held_out.insert(std::move(text));
    }
  }
  for (const std::string& text : make_documents(world, Languages::kBoth, Share::kTrain, 6'000)) {
    BOOST_TEST(held_out.count(text) == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
