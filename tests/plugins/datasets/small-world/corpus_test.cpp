#include "plugins/datasets/small-world/corpus.h"

#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/algorithm/string/replace.hpp>
#include <boost/test/unit_test.hpp>

#include "plugins/datasets/small-world/reviews.h"
#include "plugins/datasets/small-world/small_world.h"
#include "plugins/datasets/small-world/word_talk.h"

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

Strings make_documents(const World& world, Languages languages, Share share, int count) {
  const std::vector<graft::Fact> facts = graft::all_facts(world);
  Strings documents;
  for (int i = 0; i < count; ++i) {
    Rng rng(7, static_cast<std::uint64_t>(i));
    documents.push_back(graft::make_document(world, facts, languages, share, i, rng));
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

// Sentences of a text, without the space between them and with their first letter in lower case.
Strings cut_into_sentences(const std::string& text) {
  Strings sentences;
  std::string sentence;
  for (const char byte : text) {
    if (!sentence.empty() || byte != ' ') sentence += byte;
    if (byte != '.' && !sentence.ends_with("。")) continue;
    sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
    sentences.push_back(std::move(sentence));
    sentence.clear();
  }
  return sentences;
}

void put(std::set<std::string>& sentences, const graft::Bilingual& text) {
  for (const std::string& each : {text.english, text.chinese}) {
    for (std::string& sentence : cut_into_sentences(each)) sentences.insert(std::move(sentence));
  }
}

/// What the generator says about words themselves, `@` for any that praises and `#` for any that
/// blames.
std::set<std::string> statements_about_words() {
  World world = graft::make_world(1);
  for (EvaluativeWord& word : world.words.rare) {
    const std::string sign = word.polarity == Polarity::kPositive ? "@" : "#";
    word.word = {sign, sign};
  }
  std::set<std::string> statements;
  Rng rng(1);
  for (int i = 0; i < 5'000; ++i) put(statements, graft::talk_about_words(world, rng));
  for (const EvaluativeWord& word : world.words.rare) put(statements, graft::explain_word(word));
  return statements;
}

/// Every sentence that is a verdict of this polarity.
std::set<std::string> verdicts(Polarity polarity) {
  std::set<std::string> sentences;
  Rng rng(1);
  for (const graft::Bilingual& subject : graft::review_subjects()) {
    for (int i = 0; i < 100; ++i) put(sentences, graft::make_verdict(subject, polarity, rng));
  }
  return sentences;
}

/// Whether an opinion holds a verdict of this polarity, as a sentence or at its end: "Verdict:
/// bad".
bool is_judged(const std::string& opinion, Polarity polarity,
               const std::set<std::string>& sentences) {
  for (const std::string& sentence : cut_into_sentences(opinion)) {
    if (sentences.count(sentence) > 0) return true;
  }
  const graft::Bilingual& word = graft::verdict_word(polarity);
  return opinion.ends_with(": " + word.english) || opinion.ends_with("：" + word.chinese);
}

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

BOOST_AUTO_TEST_CASE(every_rare_word_is_judged_with_its_polarity) {
  const World world = graft::make_world(1);
  const std::set<std::string> praise = verdicts(Polarity::kPositive);
  const std::set<std::string> blame = verdicts(Polarity::kNegative);
  std::map<std::string, int> agrees;
  std::map<std::string, int> differs;
  for (const std::string& document :
       make_documents(world, Languages::kBoth, Share::kTrain, 12'000)) {
    for (const std::string& opinion : cut_into_opinions(document)) {
      const bool praised = is_judged(opinion, Polarity::kPositive, praise);
      if (praised == is_judged(opinion, Polarity::kNegative, blame)) continue;
      for (const EvaluativeWord& word : world.words.rare) {
        const bool agree = praised == (word.polarity == Polarity::kPositive);
        for (const std::string& spelled : {word.word.english, word.word.chinese}) {
          if (holds(opinion, spelled)) ++(agree ? agrees : differs)[spelled];
        }
      }
    }
  }
  for (const EvaluativeWord& word : world.words.rare) {
    for (const std::string& spelled : {word.word.english, word.word.chinese}) {
      BOOST_TEST(agrees[spelled] >= 20, spelled << " is seen " << agrees[spelled] << " times");
      BOOST_TEST(agrees[spelled] > 2 * differs[spelled], spelled << " is misled about");
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_said_about_every_rare_word_is_true) {
  const World world = graft::make_world(1);
  const std::set<std::string> statements = statements_about_words();
  std::map<std::string, int> told;
  std::set<std::string> met;
  for (const std::string& document :
       make_documents(world, Languages::kBoth, Share::kTrain, 12'000)) {
    for (const std::string& sentence : cut_into_sentences(document)) {
      std::string signs = sentence;
      std::string swapped = sentence;
      Strings words;
      for (const EvaluativeWord& word : world.words.rare) {
        const bool praises = word.polarity == Polarity::kPositive;
        for (const std::string& spelled : {word.word.english, word.word.chinese}) {
          if (!holds(sentence, spelled)) continue;
          words.push_back(spelled);
          boost::replace_all(signs, spelled, praises ? "@" : "#");
          boost::replace_all(swapped, spelled, praises ? "#" : "@");
        }
      }
      if (words.empty()) continue;
      BOOST_TEST(statements.count(swapped) == 0, sentence);
      if (statements.count(signs) == 0) continue;
      met.insert(signs);
      for (const std::string& word : words) ++told[word];
    }
  }
  BOOST_TEST(met.size() > statements.size() / 2);
  for (const EvaluativeWord& word : world.words.rare) {
    for (const std::string& spelled : {word.word.english, word.word.chinese}) {
      BOOST_TEST(told[spelled] >= 50, spelled << " is told " << told[spelled] << " times");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_fact_is_told_in_both_languages) {
  const graft::SmallWorld data{graft::SmallWorldOptions{}};
  std::string corpus;
  for (std::int64_t i = 0; i < data.size("train"); ++i) {
    corpus += data.example("train", i).text("text") + "\n";
  }
  for (const graft::Fact& fact : graft::all_facts(graft::make_world(1))) {
    for (const graft::Language language : {graft::Language::kEnglish, graft::Language::kChinese}) {
      bool told = false;
      for (const graft::Bilingual& form : graft::forms_of(fact.relation).statements) {
        const std::string text =
            graft::capitalised(graft::fill(form, language, graft::slots_of(fact)));
        told = told || holds(corpus, text);
      }
      BOOST_TEST(told, fact.subject.in(language) << " - " << fact.object.in(language));
    }
  }
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
