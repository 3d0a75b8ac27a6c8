// What the baselines reach on data that others have published, read from ../shared; left out with a
// message where it is not there.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/evaluate/baselines/answer_window.h"
#include "framework/evaluate/baselines/dictionary_tagger.h"
#include "framework/evaluate/baselines/most_frequent.h"
#include "framework/evaluate/baselines/naive_bayes.h"
#include "framework/evaluate/baselines/nearest_text.h"
#include "framework/evaluate/metrics/answer_metric.h"
#include "framework/evaluate/metrics/bleu_metric.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/entity_metric.h"
#include "graft/jsonl_file.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Texts = std::vector<std::string>;

/// A split of a data set in ../shared/data; empty where it is missing.
std::vector<Value> rows_of(const std::string& name) {
  const std::string path = std::string(GRAFT_SHARED_DIR "/data/") + name;
  std::vector<Value> rows;
  if (!std::filesystem::exists(path)) {
    BOOST_TEST_MESSAGE("skipped: no " << path);
    return rows;
  }
  const JsonlFile file(path);
  for (std::size_t i = 0; i < file.size(); ++i) rows.push_back(file.row(i));
  return rows;
}

const std::string& text_at(const Value& row, const char* key) { return row.at(key).as_string(); }

Texts list_at(const Value& row, const char* key) {
  Texts texts;
  for (const Value& text : row.at(key).as_list()) texts.push_back(text.as_string());
  return texts;
}

/// Accuracy of naive Bayes in percent.
double naive_bayes_accuracy(const std::vector<Value>& train, const std::vector<Value>& test) {
  TermNumbers labels;
  for (const Value& row : train) labels.add(text_at(row, "label"));
  NaiveBayes model(labels.size());
  for (const Value& row : train)
    model.learn(text_at(row, "text"), labels.find(text_at(row, "label")));
  ClassificationMetric metric(labels.size());
  for (const Value& row : test) {
    metric.add(labels.find(text_at(row, "label")), model.predict(text_at(row, "text")));
  }
  return 100.0 * value_of(metric, "accuracy");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(baselines_on_published_data)

BOOST_AUTO_TEST_CASE(naive_bayes_sorts_news) {
  const auto train = rows_of("cls/agnews/train.jsonl");
  const auto test = rows_of("cls/agnews/test.jsonl");
  if (train.empty()) return;
  const double accuracy = naive_bayes_accuracy(train, test);
  BOOST_TEST_MESSAGE("agnews: " << accuracy);
  BOOST_TEST(accuracy > 87.5);
}

BOOST_AUTO_TEST_CASE(naive_bayes_judges_hotels_in_chinese) {
  const auto train = rows_of("cls/chnsenticorp_hotel/train.jsonl");
  const auto test = rows_of("cls/chnsenticorp_hotel/test.jsonl");
  if (train.empty()) return;
  const double accuracy = naive_bayes_accuracy(train, test);
  BOOST_TEST_MESSAGE("chnsenticorp_hotel: " << accuracy);
  BOOST_TEST(accuracy > 86.0);
}

BOOST_AUTO_TEST_CASE(naive_bayes_knows_intents) {
  const auto train = rows_of("cls/banking77/train.jsonl");
  const auto test = rows_of("cls/banking77/test.jsonl");
  if (train.empty()) return;
  const double accuracy = naive_bayes_accuracy(train, test);
  BOOST_TEST_MESSAGE("banking77: " << accuracy);
  BOOST_TEST(accuracy > 85.0);
}

BOOST_AUTO_TEST_CASE(the_dictionary_finds_words_it_has_seen) {
  // No entity of this test set stands in its training data: what is found is made of known words.
  const auto train = rows_of("ner/wnut17/train.jsonl");
  const auto test = rows_of("ner/wnut17/test.jsonl");
  if (train.empty()) return;
  std::vector<Texts> sentences;
  std::vector<Texts> tags;
  Texts all_tags;
  for (const Value& row : train) {
    sentences.push_back(list_at(row, "tokens"));
    tags.push_back(list_at(row, "tags"));
    all_tags.insert(all_tags.end(), tags.back().begin(), tags.back().end());
  }
  const DictionaryTagger tagger(sentences, tags);
  EntityMetric metric(entity_types(all_tags));
  for (const Value& row : test) {
    metric.add(list_at(row, "tags"), tagger.predict(list_at(row, "tokens")));
  }
  BOOST_TEST_MESSAGE("wnut17: F1 " << value_of(metric, "entity_f1") << ", precision "
                                   << value_of(metric, "entity_precision"));
  BOOST_TEST(value_of(metric, "entity_f1") > 0.05);
}

BOOST_AUTO_TEST_CASE(windows_answer_more_than_the_most_frequent_answer) {
  const auto train = rows_of("qa/xquad_en/train.jsonl");
  const auto test = rows_of("qa/xquad_en/test.jsonl");
  if (train.empty()) return;
  std::set<std::string> contexts;
  Texts answers;
  for (const Value& row : train) {
    contexts.insert(text_at(row, "context"));
    answers.push_back(text_at(row, "answer"));
  }
  const AnswerWindow window({contexts.begin(), contexts.end()});
  const std::string frequent = most_frequent(answers);
  AnswerMetric by_window;
  AnswerMetric by_frequency;
  for (const Value& row : test) {
    const std::string& context = text_at(row, "context");
    const AnswerPlace place = window.predict(context, text_at(row, "question"));
    by_window.add(context.substr(place.begin, place.end - place.begin), {text_at(row, "answer")});
    by_frequency.add(frequent, {text_at(row, "answer")});
  }
  BOOST_TEST_MESSAGE("xquad: window EM " << value_of(by_window, "exact_match") << " F1 "
                                         << value_of(by_window, "f1") << ", most frequent F1 "
                                         << value_of(by_frequency, "f1"));
  BOOST_TEST(value_of(by_window, "f1") > 0.15);
  BOOST_TEST(value_of(by_window, "f1") > value_of(by_frequency, "f1"));
}

BOOST_AUTO_TEST_CASE(the_nearest_source_has_a_target_that_is_better_than_none) {
  const auto train = rows_of("mt/tatoeba_en_zh/train.jsonl");
  const auto test = rows_of("mt/tatoeba_en_zh/test.jsonl");
  if (train.empty()) return;
  Texts sources;
  Texts targets;
  for (const Value& row : train) {
    sources.push_back(text_at(row, "source"));
    targets.push_back(text_at(row, "target"));
  }
  const NearestText texts(sources);
  const std::string usual = most_frequent(targets);
  BleuMetric nearest({.tokenizer = BleuTokenizer::kZh});
  BleuMetric frequent({.tokenizer = BleuTokenizer::kZh});
  for (const Value& row : test) {
    const auto number = static_cast<std::size_t>(texts.nearest(text_at(row, "source")));
    nearest.add(targets[number], {text_at(row, "target")});
    frequent.add(usual, {text_at(row, "target")});
  }
  BOOST_TEST_MESSAGE("tatoeba: nearest " << nearest.values()[0] << ", most frequent "
                                         << frequent.values()[0] << ", " << nearest.signature());
  BOOST_TEST(nearest.values()[0] > 5.0);
  BOOST_TEST(nearest.values()[0] > frequent.values()[0]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
