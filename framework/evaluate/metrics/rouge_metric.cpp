#include "framework/evaluate/metrics/rouge_metric.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "framework/evaluate/metrics/common_subsequence.h"
#include "framework/evaluate/metrics/ngram_overlap.h"
#include "framework/evaluate/metrics/porter_stemmer.h"
#include "framework/evaluate/metrics/text_characters.h"
#include "graft/error.h"
#include "graft/utf8.h"

namespace graft {

namespace {

constexpr std::size_t kNumScores = 4;
using Scores = std::array<double, kNumScores>;  // rouge1, rouge2, rougeL, rougeLsum

double f_measure(double matched, double predicted, double actual) {
  return matched > 0.0 ? 2.0 * matched / (predicted + actual) : 0.0;
}

std::vector<Tokens> sentences_of(std::string_view text, const RougeOptions& options) {
  std::vector<Tokens> sentences;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) sentences.push_back(rouge_tokens(text.substr(0, end), options));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return sentences;
}

std::map<std::string, std::int64_t> count(const std::vector<Tokens>& sentences) {
  std::map<std::string, std::int64_t> counts;
  for (const Tokens& sentence : sentences) {
    for (const std::string& token : sentence) ++counts[token];
  }
  return counts;
}

double total(const std::vector<Tokens>& sentences) {
  double sum = 0.0;
  for (const Tokens& sentence : sentences) sum += static_cast<double>(sentence.size());
  return sum;
}

/// Section 3.2 of the paper: for each sentence of the reference what it has in common with any of
/// the prediction, each token counted no more often than either text has it (as ROUGE-1.5.5).
double summary_f_measure(const std::vector<Tokens>& prediction,
                         const std::vector<Tokens>& reference) {
  std::map<std::string, std::int64_t> in_prediction = count(prediction);
  std::map<std::string, std::int64_t> in_reference = count(reference);
  double matched = 0.0;
  for (const Tokens& sentence : reference) {
    std::set<std::size_t> places;
    for (const Tokens& other : prediction) {
      const std::vector<std::size_t> common = common_subsequence(sentence, other);
      places.insert(common.begin(), common.end());
    }
    for (const std::size_t place : places) {
      std::int64_t& left = in_prediction[sentence[place]];
      std::int64_t& wanted = in_reference[sentence[place]];
      if (left == 0 || wanted == 0) continue;
      --left;
      --wanted;
      matched += 1.0;
    }
  }
  return f_measure(matched, total(prediction), total(reference));
}

}  // namespace

std::vector<std::string> rouge_tokens(std::string_view text, const RougeOptions& options) {
  std::vector<std::string> tokens;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    tokens.push_back(options.use_stemmer && word.size() > 3 ? porter_stem(word) : word);
    word.clear();
  };
  for (const char32_t c : to_characters(lower_case(text))) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += static_cast<char>(c);
      continue;
    }
    end_word();
    if (!options.characters || c < 0x80 || !is_word_character(c)) continue;
    std::string character = to_utf8({&c, 1});
    if (begins_unspaced(character)) tokens.push_back(std::move(character));
  }
  end_word();
  return tokens;
}

RougeMetric::RougeMetric(const RougeOptions& options)
    : SumMetric(1 + kNumScores), options_(options) {}

void RougeMetric::add(std::string_view prediction, const std::vector<std::string>& references) {
  if (references.empty()) throw Error("ROUGE: a text without a reference");
  const Tokens predicted = rouge_tokens(prediction, options_);
  const std::vector<Tokens> predicted_sentences = sentences_of(prediction, options_);
  Scores best = {};
  for (const std::string& reference : references) {
    const Tokens actual = rouge_tokens(reference, options_);
    const std::vector<NgramOverlap> overlaps = ngram_overlaps<Tokens>(predicted, {&actual, 1}, 2);
    const auto ngram_f = [](const NgramOverlap& overlap) {
      return f_measure(static_cast<double>(overlap.matched),
                       static_cast<double>(overlap.hypothesis),
                       static_cast<double>(overlap.reference));
    };
    const Scores scores = {
        ngram_f(overlaps[0]), ngram_f(overlaps[1]),
        f_measure(static_cast<double>(common_subsequence_length(actual, predicted)),
                  static_cast<double>(predicted.size()), static_cast<double>(actual.size())),
        summary_f_measure(predicted_sentences, sentences_of(reference, options_))};
    for (std::size_t i = 0; i < kNumScores; ++i) best[i] = std::max(best[i], scores[i]);
  }
  const Addend addends[] = {{0, 1.0}, {1, best[0]}, {2, best[1]}, {3, best[2]}, {4, best[3]}};
  add_item(addends);
}

std::vector<std::string> RougeMetric::names() const {
  return {"rouge1", "rouge2", "rougeL", "rougeLsum"};
}

std::string RougeMetric::signature() const {
  return std::string("ROUGE|measure:F|tok:") + (options_.characters ? "a-z0-9+chars" : "a-z0-9") +
         "|stem:" + (options_.use_stemmer ? "porter" : "no") + "|refs:best";
}

std::vector<double> RougeMetric::from_sums(std::span<const double> sums) const {
  return {sums[1] / sums[0], sums[2] / sums[0], sums[3] / sums[0], sums[4] / sums[0]};
}

}  // namespace graft
