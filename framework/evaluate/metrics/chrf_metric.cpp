#include "framework/evaluate/metrics/chrf_metric.h"

#include <utility>

#include "framework/evaluate/metrics/ngram_overlap.h"
#include "framework/evaluate/metrics/text_characters.h"
#include "graft/error.h"
#include "graft/version.h"

namespace graft {

namespace {

constexpr std::size_t kSumsPerOrder = 3;  // hypothesis, reference, matched

/// The sides whose n-grams are compared.
struct Side {
  std::u32string characters;
  std::vector<std::u32string> words;
};

/// Words with a mark of ASCII punctuation at their end, or else at their beginning, set apart.
std::vector<std::u32string> split_punctuation(std::string_view text) {
  std::vector<std::u32string> words;
  for (const std::string& utf8 : split_words(text)) {
    const std::u32string word = to_characters(utf8);
    if (word.size() > 1 && is_ascii_punctuation(word.back())) {
      words.push_back(word.substr(0, word.size() - 1));
      words.push_back(word.substr(word.size() - 1));
    } else if (word.size() > 1 && is_ascii_punctuation(word.front())) {
      words.push_back(word.substr(0, 1));
      words.push_back(word.substr(1));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

Side read_side(std::string_view given, const ChrfOptions& options) {
  const std::string text = options.lowercase ? lower_case(given) : std::string(given);
  Side side;
  side.characters = to_characters(text);
  if (!options.whitespace) std::erase_if(side.characters, is_white_space);
  if (options.word_order > 0) side.words = split_punctuation(text);
  return side;
}

std::vector<double> counts_of(const Side& hypothesis, const Side& reference,
                              const ChrfOptions& options) {
  std::vector<double> counts;
  const auto append = [&counts](const std::vector<NgramOverlap>& overlaps) {
    for (const NgramOverlap& overlap : overlaps) {
      // N-grams that the reference is too short for count for neither side.
      const bool is_compared = overlap.reference > 0;
      counts.push_back(is_compared ? static_cast<double>(overlap.hypothesis) : 0.0);
      counts.push_back(static_cast<double>(overlap.reference));
      counts.push_back(static_cast<double>(overlap.matched));
    }
  };
  append(ngram_overlaps<std::u32string>(hypothesis.characters, {&reference.characters, 1},
                                        options.char_order));
  append(ngram_overlaps<std::vector<std::u32string>>(hypothesis.words, {&reference.words, 1},
                                                     options.word_order));
  return counts;
}

double f_score(double precision, double recall, double factor) {
  const double denominator = factor * precision + recall;
  return denominator > 0.0 ? (1.0 + factor) * precision * recall / denominator : 0.0;
}

double chrf_of(std::span<const double> sums, const ChrfOptions& options) {
  constexpr double kEpsilon = 1e-16;
  const auto factor = static_cast<double>(options.beta * options.beta);
  double sum_of_f = 0.0;
  double precisions = 0.0;
  double recalls = 0.0;
  double orders = 0.0;
  for (std::size_t i = 0; i < sums.size(); i += kSumsPerOrder) {
    const double in_hypothesis = sums[i];
    const double in_reference = sums[i + 1];
    const double precision = in_hypothesis > 0.0 ? sums[i + 2] / in_hypothesis : kEpsilon;
    const double recall = in_reference > 0.0 ? sums[i + 2] / in_reference : kEpsilon;
    sum_of_f += f_score(precision, recall, factor);
    if (in_hypothesis > 0.0 && in_reference > 0.0) {
      precisions += precision;
      recalls += recall;
      orders += 1.0;
    }
  }
  if (options.eps_smoothing) {
    return 100.0 * sum_of_f / static_cast<double>(options.char_order + options.word_order);
  }
  return orders == 0.0 ? 0.0 : 100.0 * f_score(precisions / orders, recalls / orders, factor);
}

}  // namespace

ChrfMetric::ChrfMetric(const ChrfOptions& options)
    : SumMetric(static_cast<std::int64_t>(kSumsPerOrder) *
                (options.char_order + options.word_order)),
      options_(options) {}

void ChrfMetric::add(std::string_view hypothesis, const std::vector<std::string>& references) {
  if (references.empty()) throw Error("chrF: a hypothesis without a reference");
  reference_count_.add(references.size());
  const Side side = read_side(hypothesis, options_);
  std::vector<double> best;
  double best_score = -1.0;
  for (const std::string& reference : references) {
    std::vector<double> counts = counts_of(side, read_side(reference, options_), options_);
    const double score = chrf_of(counts, options_);
    if (score <= best_score) continue;
    best_score = score;
    best = std::move(counts);
  }
  std::vector<Addend> addends;
  for (std::size_t i = 0; i < best.size(); ++i) {
    addends.push_back({static_cast<std::uint32_t>(i), best[i]});
  }
  add_item(addends);
}

std::vector<std::string> ChrfMetric::names() const {
  return {"chrf" + std::string(static_cast<std::size_t>(options_.word_order), '+')};
}

std::string ChrfMetric::signature() const {
  const auto yes = [](bool value) { return value ? "yes" : "no"; };
  return "chrF" + std::to_string(options_.beta) +
         std::string(static_cast<std::size_t>(options_.word_order), '+') +
         "|nrefs:" + reference_count_.text() + "|case:" + (options_.lowercase ? "lc" : "mixed") +
         "|eff:" + yes(!options_.eps_smoothing) + "|nc:" + std::to_string(options_.char_order) +
         "|nw:" + std::to_string(options_.word_order) + "|space:" + yes(options_.whitespace) +
         "|version:graft-" + GRAFT_SDK_VERSION;
}

std::vector<double> ChrfMetric::from_sums(std::span<const double> sums) const {
  return {chrf_of(sums, options_)};
}

}  // namespace graft
