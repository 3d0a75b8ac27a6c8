#include "plugins/datasets/small-world/small_world.h"

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

using graft::Cell;
using graft::Example;
using graft::SmallWorld;
using graft::SmallWorldOptions;
using graft::Tensor;

namespace {

using Strings = std::vector<std::string>;

const Strings kTasks = {"text",    "sentiment",       "entities", "translation",
                        "summary", "question-answer", "sums",     "pictures"};

SmallWorld open(const std::string& task, std::int64_t seed = 1,
                const std::string& language = "both") {
  SmallWorldOptions options;
  options.task = task;
  options.seed = seed;
  options.language = language;
  return SmallWorld(options);
}

// All cells as bytes.
std::string bytes_of(const Example& example) {
  std::string bytes;
  for (const auto& [name, cell] : example.columns) {
    bytes += name + "=";
    if (const Tensor* image = std::get_if<Tensor>(&cell)) {
      bytes.append(static_cast<const char*>(image->raw_data()),
                   static_cast<std::size_t>(image->bytes()));
    } else {
      bytes += example.text(name);
    }
    bytes += ";";
  }
  return bytes;
}

std::string front_of(const SmallWorld& world, const std::string& split) {
  std::string bytes;
  for (int i = 0; i < 20; ++i) bytes += bytes_of(world.example(split, i));
  return bytes;
}

Strings columns_of(const Example& example) {
  Strings names;
  for (const auto& [name, cell] : example.columns) names.push_back(name);
  return names;
}

// The rare words of either language in the first `count` texts of a split.
std::multiset<std::string> rare_words(const SmallWorld& data, const std::string& split,
                                      std::int64_t count) {
  std::multiset<std::string> found;
  const graft::World world = graft::make_world(1);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string text = data.example(split, i).text("text");
    for (const graft::EvaluativeWord& word : world.words.rare) {
      for (const std::string& spelled : {word.word.english, word.word.chinese}) {
        if (text.find(spelled) != std::string::npos) found.insert(spelled);
      }
    }
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_dataset)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes_and_another_seed_others) {
  for (const std::string& task : kTasks) {
    const std::string front = front_of(open(task), "train");
    BOOST_TEST((front == front_of(open(task), "train")), task);
    BOOST_TEST((front != front_of(open(task, 2), "train")), task);
    BOOST_TEST((front != front_of(open(task), "test")), task);
  }
}

BOOST_AUTO_TEST_CASE(examples_do_not_depend_on_the_sizes_or_on_the_order_of_asking) {
  SmallWorldOptions options;
  options.task = "sentiment";
  options.train_size = 100;
  const SmallWorld small(options);
  const SmallWorld usual = open("sentiment");
  const std::string late = bytes_of(small.example("train", 99));
  BOOST_TEST((bytes_of(small.example("train", 3)) == bytes_of(usual.example("train", 3))));
  BOOST_TEST((late == bytes_of(usual.example("train", 99))));
  BOOST_TEST(small.size("train") == 100);
  BOOST_TEST(small.size("test") == usual.size("test"));
}

BOOST_AUTO_TEST_CASE(the_first_bytes_of_world_1_never_change) {
  BOOST_TEST(open("sentiment").example("test", 0).text("text") ==
             "On Tuesday we saw the zoo. The light bralmed Bame Leran.");
}

BOOST_AUTO_TEST_CASE(columns_have_the_usual_names) {
  const std::vector<std::pair<std::string, Strings>> expected = {
      {"text", {"text"}},
      {"sentiment", {"label", "language", "text"}},
      {"entities", {"language", "tags", "tokens"}},
      {"translation", {"language", "source", "target"}},
      {"summary", {"language", "source", "target"}},
      {"question-answer", {"answer", "context", "language", "question"}},
      {"sums", {"answer", "language", "question", "steps"}},
      {"pictures", {"caption", "caption_zh", "image"}}};
  for (const auto& [task, columns] : expected) {
    BOOST_TEST(columns_of(open(task).example("train", 0)) == columns);
  }
}

BOOST_AUTO_TEST_CASE(labelled_splits_share_no_example) {
  for (const std::string task :
       {"sentiment", "translation", "summary", "question-answer", "sums"}) {
    const SmallWorld data = open(task);
    std::set<std::string> earlier;
    for (const std::string& split : data.splits()) {
      std::set<std::string> here;
      for (std::int64_t i = 0; i < 400; ++i) here.insert(bytes_of(data.example(split, i)));
      for (const std::string& example : here) BOOST_TEST(earlier.count(example) == 0);
      earlier.insert(here.begin(), here.end());
    }
  }
}

BOOST_AUTO_TEST_CASE(no_labelled_review_is_in_the_corpus) {
  const SmallWorld corpus = open("text");
  std::string text;
  for (std::int64_t i = 0; i < 4'000; ++i) text += corpus.example("train", i).text("text") + "\n";
  const SmallWorld reviews = open("sentiment");
  for (std::int64_t i = 0; i < reviews.size("test"); ++i) {
    BOOST_TEST(text.find(reviews.example("test", i).text("text")) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(labels_are_balanced_at_every_even_length) {
  const SmallWorld data = open("sentiment");
  for (const std::string& split : data.splits()) {
    int balance = 0;
    int first_positive = 0;
    for (std::int64_t i = 0; i < data.size(split); ++i) {
      const bool positive = data.example(split, i).text("label") == "positive";
      balance += positive ? 1 : -1;
      if (i % 2 == 0) first_positive += positive ? 1 : 0;
      if (i % 2 == 1) BOOST_TEST(balance == 0);
    }
    // The order within a pair is drawn.
    BOOST_TEST(first_positive > data.size(split) / 2 / 3);
    BOOST_TEST(first_positive < data.size(split) / 3);
  }
}

BOOST_AUTO_TEST_CASE(two_fifths_of_the_words_that_are_tested_are_in_no_labelled_example) {
  // With the 200 labels of configs/quickstart.yaml.
  const SmallWorld data = open("sentiment");
  const auto shown = rare_words(data, "train", 200);
  const auto tested = rare_words(data, "test", data.size("test"));
  std::size_t known = 0;
  for (const std::string& word : tested) known += shown.count(word) > 0 ? 1 : 0;
  BOOST_TEST(5 * known < 3 * tested.size());
  BOOST_TEST(known > 0);
}

BOOST_AUTO_TEST_CASE(both_languages_occur_and_one_can_be_asked_for) {
  std::multiset<std::string> languages;
  for (int i = 0; i < 200; ++i) {
    languages.insert(open("sentiment").example("train", i).text("language"));
    BOOST_TEST(open("sentiment", 1, "zh").example("train", i).text("language") == "zh");
  }
  BOOST_TEST(languages.count("en") > 60);
  BOOST_TEST(languages.count("zh") > 60);
}

BOOST_AUTO_TEST_CASE(captions_follow_the_language) {
  const Example both = open("pictures").example("test", 0);
  const Example chinese = open("pictures", 1, "zh").example("test", 0);
  BOOST_TEST(both.text("caption").find("background") != std::string::npos);
  BOOST_TEST(chinese.text("caption") == both.text("caption_zh"));
  BOOST_TEST(chinese.columns.count("caption_zh") == 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_an_error) {
  const SmallWorld data = open("sums");
  BOOST_CHECK_THROW(data.size("dev"), graft::InputError);
  BOOST_CHECK_THROW(data.example("dev", 0), graft::InputError);
  BOOST_CHECK_THROW(data.example("test", -1), graft::InputError);
  BOOST_CHECK_EXCEPTION(
      data.example("test", 1'000), graft::InputError, [](const graft::InputError& error) {
        return std::string(error.what()).find("no example 1000 in test, which has 1000") !=
               std::string::npos;
      });
  BOOST_CHECK_THROW(open("poems"), graft::InputError);
}

BOOST_AUTO_TEST_CASE(options_reach_only_what_they_may) {
  const auto schema = SmallWorldOptions::schema();
  graft::Value options = graft::Value::map();
  options.set("task", "sentimant");
  options.set("test_size", 0);
  try {
    schema.read(options, "data");
    BOOST_FAIL("no error");
  } catch (const graft::InputError& error) {
    BOOST_TEST(error.problems().size() == 2);
  }
}

BOOST_AUTO_TEST_SUITE_END()
