// Holds the metrics against what the published tools say of random texts and labels, as
// make_reference_values.py has stored it.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/evaluate/metrics/answer_text.h"
#include "framework/evaluate/metrics/bleu_metric.h"
#include "framework/evaluate/metrics/chrf_metric.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/entity_metric.h"
#include "framework/evaluate/metrics/multi_label_metric.h"
#include "framework/evaluate/metrics/porter_stemmer.h"
#include "framework/evaluate/metrics/regression_metric.h"
#include "framework/evaluate/metrics/rouge_metric.h"
#include "graft/file.h"
#include "graft/json.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Texts = std::vector<std::string>;

const Value& reference() {
  static const Value values = [] {
    const std::string path =
        GRAFT_SOURCE_DIR "/tests/framework/evaluate/metrics/reference_values.json";
    return parse_json(read_file(path), path);
  }();
  return values;
}

Texts texts_of(const Value& list) {
  Texts texts;
  for (const Value& text : list.as_list()) texts.push_back(text.as_string());
  return texts;
}

std::vector<double> numbers_of(const Value& list) {
  std::vector<double> numbers;
  for (const Value& number : list.as_list()) numbers.push_back(number.as_double());
  return numbers;
}

void check(double value, double wanted, const std::string& what) {
  BOOST_TEST(is_near(value, wanted, 1e-9), what << ": " << value << " is not " << wanted);
}

/// What the metric says under each of these names is what the tool says.
void check_names(const Metric& metric, const Value& wanted, const Texts& names) {
  for (const std::string& name : names) {
    check(value_of(metric, name), wanted.at(name).as_double(), name);
  }
}

BleuOptions bleu_options(const Value& given) {
  BleuOptions options;
  for (const auto& [key, value, mark] : given.as_map()) {
    if (key == "tokenize") options.tokenizer = bleu_tokenizer(value.as_string());
    if (key == "lowercase") options.lowercase = value.as_bool();
    if (key == "max_ngram_order") options.max_order = value.as_int();
    if (key == "effective_order") options.effective_order = value.as_bool();
    if (key != "smooth_method") continue;
    const std::string& method = value.as_string();
    options.smoothing = method == "none"    ? BleuSmoothing::kNone
                        : method == "floor" ? BleuSmoothing::kFloor
                                            : BleuSmoothing::kAddK;
  }
  return options;
}

ChrfOptions chrf_options(const Value& given) {
  ChrfOptions options;
  for (const auto& [key, value, mark] : given.as_map()) {
    if (key == "char_order") options.char_order = value.as_int();
    if (key == "word_order") options.word_order = value.as_int();
    if (key == "beta") options.beta = value.as_int();
    if (key == "lowercase") options.lowercase = value.as_bool();
    if (key == "whitespace") options.whitespace = value.as_bool();
    if (key == "eps_smoothing") options.eps_smoothing = value.as_bool();
  }
  return options;
}

/// `BLEU|nrefs:2|…` without the name in front and the version behind.
std::string fields_of(const std::string& signature) {
  const std::size_t begin = signature.find("nrefs:");
  return signature.substr(begin, signature.find("|version:") - begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_of_the_published_tools)

BOOST_AUTO_TEST_CASE(bleu_of_sacrebleu) {
  for (const Value& row : reference().at("bleu").as_list()) {
    const BleuOptions options = bleu_options(row.at("options"));
    BleuMetric metric(options);
    const std::vector<double> sentences = numbers_of(row.at("sentences"));
    std::size_t i = 0;
    for (const Value& text : reference().at("texts").as_list()) {
      const std::string& hypothesis = text.at("hypothesis").as_string();
      const Texts references = texts_of(text.at("references"));
      metric.add(hypothesis, references);
      check(sentence_bleu(hypothesis, references, options), sentences[i++], hypothesis);
    }
    const BleuMetric::Details details = metric.details();
    check(details.score, row.at("score").as_double(), metric.signature());
    check(details.brevity_penalty, row.at("bp").as_double(), metric.signature());
    BOOST_TEST(details.precisions.size() == row.at("precisions").size());
    BOOST_TEST(fields_of(metric.signature()) == fields_of(row.at("signature").as_string()));
  }
}

BOOST_AUTO_TEST_CASE(tokens_of_sacrebleu) {
  for (const Value& row : reference().at("tokenized").as_list()) {
    const std::string& text = row.at("text").as_string();
    for (const char* name : {"13a", "zh", "char", "intl", "none"}) {
      BOOST_TEST_CONTEXT(name << " of \"" << text << "\"") {
        BOOST_TEST(bleu_words(text, bleu_tokenizer(name)) == texts_of(row.at(name)),
                   boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(chrf_of_sacrebleu) {
  for (const Value& row : reference().at("chrf").as_list()) {
    const ChrfOptions options = chrf_options(row.at("options"));
    ChrfMetric metric(options);
    const std::vector<double> sentences = numbers_of(row.at("sentences"));
    std::size_t i = 0;
    for (const Value& text : reference().at("texts").as_list()) {
      const std::string& hypothesis = text.at("hypothesis").as_string();
      const Texts references = texts_of(text.at("references"));
      metric.add(hypothesis, references);
      ChrfMetric single(options);
      single.add(hypothesis, references);
      check(single.values().front(), sentences[i++], hypothesis);
    }
    check(metric.values().front(), row.at("score").as_double(), metric.signature());
    BOOST_TEST(fields_of(metric.signature()) == fields_of(row.at("signature").as_string()));
    BOOST_TEST(metric.signature().starts_with(row.at("name").as_string() + "|"));
  }
}

BOOST_AUTO_TEST_CASE(rouge_of_rouge_score) {
  for (const Value& row : reference().at("rouge").as_list()) {
    for (const bool use_stemmer : {false, true}) {
      RougeMetric metric({.use_stemmer = use_stemmer});
      metric.add(row.at("hypothesis").as_string(), texts_of(row.at("references")));
      const std::vector<double> wanted = numbers_of(row.at(use_stemmer ? "stems" : "plain"));
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        check(metric.values()[i], wanted[i], metric.names()[i] + row.at("hypothesis").as_string());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(stems_of_nltk) {
  for (const auto& [word, stem, mark] : reference().at("stems").as_map()) {
    BOOST_TEST_CONTEXT(word) { BOOST_TEST(porter_stem(word) == stem.as_string()); }
  }
}

BOOST_AUTO_TEST_CASE(entities_of_seqeval) {
  for (const Value& row : reference().at("entities").as_list()) {
    const std::string& mode = row.at("mode").as_string();
    EntityMetric metric({"LOC", "ORG", "PER"}, mode == "conlleval" ? TagMode::kConll
                                               : mode == "IOB2"    ? TagMode::kStrictIob2
                                                                   : TagMode::kStrictIobes);
    const Value::List& sentences = row.at("sentences").as_list();
    const Value::List& predictions = row.at("predictions").as_list();
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      metric.add(texts_of(sentences[i]), texts_of(predictions[i]));
    }
    const Value& report = row.at("report");
    const Value& micro = report.at("micro avg");
    check(value_of(metric, "entity_f1"), micro.at("f1-score").as_double(), mode);
    check(value_of(metric, "entity_precision"), micro.at("precision").as_double(), mode);
    check(value_of(metric, "entity_recall"), micro.at("recall").as_double(), mode);
    check(value_of(metric, "entity_macro_f1"), report.at("macro avg").at("f1-score").as_double(),
          mode);
    for (const ClassReport& line : metric.type_report()) {
      const Value* const wanted = report.find(line.name);  // only types that occur
      check(line.precision, wanted == nullptr ? 0 : wanted->at("precision").as_double(), line.name);
      check(line.recall, wanted == nullptr ? 0 : wanted->at("recall").as_double(), line.name);
      check(line.f1, wanted == nullptr ? 0 : wanted->at("f1-score").as_double(), line.name);
      check(line.support, wanted == nullptr ? 0 : wanted->at("support").as_double(), line.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(answers_of_squad) {
  for (const Value& row : reference().at("answers").as_list()) {
    const std::string& prediction = row.at("prediction").as_string();
    const auto check_version = [&](const char* name, AnswerConvention convention) {
      const AnswerScore score = score_answer(prediction, texts_of(row.at("answers")), convention);
      const std::vector<double> wanted = numbers_of(row.at(name));
      check(score.exact_match, wanted[0], prediction);
      check(score.f1, wanted[1], prediction);
    };
    check_version("squad1", AnswerConvention::kSquad1);
    check_version("squad2", AnswerConvention::kSquad2);
  }
}

BOOST_AUTO_TEST_CASE(classes_of_scikit_learn) {
  for (const Value& row : reference().at("classes").as_list()) {
    ClassificationMetric metric(row.at("num_classes").as_int());
    const Value::List& labels = row.at("labels").as_list();
    const Value::List& predictions = row.at("predictions").as_list();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      metric.add(labels[i].as_int(), predictions[i].as_int());
    }
    check_names(metric, row, {"accuracy", "macro_f1", "micro_f1", "weighted_f1", "matthews"});
  }
}

BOOST_AUTO_TEST_CASE(label_sets_of_scikit_learn) {
  const Value& row = reference().at("label_sets");
  const auto bits_of = [](const Value& list) {
    std::vector<std::uint8_t> bits;
    for (const Value& bit : list.as_list()) {
      bits.push_back(static_cast<std::uint8_t>(bit.as_int()));
    }
    return bits;
  };
  const Value::List& labels = row.at("labels").as_list();
  const Value::List& predictions = row.at("predictions").as_list();
  MultiLabelMetric metric(static_cast<std::int64_t>(labels.front().size()));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    metric.add(bits_of(labels[i]), bits_of(predictions[i]));
  }
  check_names(metric, row, {"micro_f1", "macro_f1", "weighted_f1", "exact_match_ratio"});
}

BOOST_AUTO_TEST_CASE(correlations_of_scipy) {
  const Value& row = reference().at("numbers");
  const std::vector<double> targets = numbers_of(row.at("targets"));
  const std::vector<double> predictions = numbers_of(row.at("predictions"));
  RegressionMetric metric;
  for (std::size_t i = 0; i < targets.size(); ++i) metric.add(targets[i], predictions[i]);
  check_names(metric, row, {"mean_squared_error", "pearson", "spearman"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
