#include "framework/evaluate/metrics/bleu_metric.h"

#include <charconv>
#include <cmath>
#include <iterator>

#include "framework/evaluate/metrics/ngram_overlap.h"
#include "framework/evaluate/metrics/text_characters.h"
#include "graft/error.h"
#include "graft/version.h"

namespace graft {

namespace {

// Sums: lengths of hypotheses and references, then matches and n-grams of each order.
constexpr std::size_t kHypothesisLength = 0;
constexpr std::size_t kReferenceLength = 1;
constexpr std::size_t kFirstOrder = 2;

double smooth_value(const BleuOptions& options) {
  return options.smooth_value.value_or(options.smoothing == BleuSmoothing::kFloor ? 0.1 : 1.0);
}

/// `floor[0.10]` and the like.
std::string smoothing_text(const BleuOptions& options) {
  if (options.smoothing == BleuSmoothing::kNone) return "none";
  if (options.smoothing == BleuSmoothing::kExp) return "exp";
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), smooth_value(options),
                                 std::chars_format::fixed, 2)
                       .ptr;
  const std::string name = options.smoothing == BleuSmoothing::kFloor ? "floor" : "add-k";
  return name + "[" + std::string(digits, end) + "]";
}

std::vector<std::string> words_of(std::string_view text, const BleuOptions& options) {
  if (!options.lowercase) return bleu_words(text, options.tokenizer);
  return bleu_words(lower_case(text), options.tokenizer);
}

/// The length nearest to that of the hypothesis; of two as near, the shorter.
std::size_t nearest_length(std::size_t hypothesis,
                           const std::vector<std::vector<std::string>>& references) {
  const auto distance = [hypothesis](std::size_t length) {
    return length > hypothesis ? length - hypothesis : hypothesis - length;
  };
  std::size_t nearest = references.front().size();
  for (const std::vector<std::string>& reference : references) {
    const std::size_t length = reference.size();
    if (distance(length) < distance(nearest) ||
        (distance(length) == distance(nearest) && length < nearest)) {
      nearest = length;
    }
  }
  return nearest;
}

}  // namespace

BleuMetric::BleuMetric(const BleuOptions& options)
    : SumMetric(static_cast<std::int64_t>(kFirstOrder) + 2 * options.max_order),
      options_(options) {}

void BleuMetric::add(std::string_view hypothesis, const std::vector<std::string>& references) {
  if (references.empty()) throw Error("BLEU: a hypothesis without a reference");
  reference_count_.add(references.size());
  const std::vector<std::string> words = words_of(hypothesis, options_);
  std::vector<std::vector<std::string>> wanted;
  for (const std::string& reference : references) wanted.push_back(words_of(reference, options_));
  std::vector<Addend> addends = {
      {kHypothesisLength, static_cast<double>(words.size())},
      {kReferenceLength, static_cast<double>(nearest_length(words.size(), wanted))}};
  auto sum = static_cast<std::uint32_t>(kFirstOrder);
  for (const NgramOverlap& overlap :
       ngram_overlaps<std::vector<std::string>>(words, wanted, options_.max_order)) {
    addends.push_back({sum++, static_cast<double>(overlap.matched)});
    addends.push_back({sum++, static_cast<double>(overlap.hypothesis)});
  }
  add_item(addends);
}

std::string BleuMetric::signature() const {
  return "BLEU|nrefs:" + reference_count_.text() +
         "|case:" + (options_.lowercase ? "lc" : "mixed") +
         "|eff:" + (options_.effective_order ? "yes" : "no") +
         "|tok:" + name_of(options_.tokenizer) + "|smooth:" + smoothing_text(options_) +
         "|version:graft-" + GRAFT_SDK_VERSION;
}

BleuMetric::Details BleuMetric::details_of(std::span<const double> sums) const {
  const auto max_order = static_cast<std::size_t>(options_.max_order);
  Details details;
  details.precisions.resize(max_order);
  details.hypothesis_length = std::llround(sums[kHypothesisLength]);
  details.reference_length = std::llround(sums[kReferenceLength]);
  const double length = sums[kHypothesisLength];
  const double wanted = sums[kReferenceLength];
  if (length < wanted) {
    details.brevity_penalty = length > 0.0 ? std::exp(1.0 - wanted / length) : 0.0;
  }
  const auto matched = [&sums](std::size_t order) { return sums[kFirstOrder + 2 * order]; };
  bool any = false;
  for (std::size_t order = 0; order < max_order; ++order) any = any || matched(order) > 0.0;
  if (!any) return details;  // nothing to smooth

  double halves = 1.0;
  std::size_t last_order = max_order;
  for (std::size_t order = 0; order < max_order; ++order) {
    const bool adds = options_.smoothing == BleuSmoothing::kAddK && order > 0;
    const double more = adds ? smooth_value(options_) : 0.0;
    const double matches = matched(order) + more;
    const double ngrams = sums[kFirstOrder + 2 * order + 1] + more;
    if (ngrams == 0.0) break;
    if (options_.effective_order) last_order = order + 1;
    if (matches > 0.0) {
      details.precisions[order] = 100.0 * matches / ngrams;
    } else if (options_.smoothing == BleuSmoothing::kExp) {
      halves *= 2.0;
      details.precisions[order] = 100.0 / (halves * ngrams);
    } else if (options_.smoothing == BleuSmoothing::kFloor) {
      details.precisions[order] = 100.0 * smooth_value(options_) / ngrams;
    }
  }
  double sum = 0.0;
  for (std::size_t order = 0; order < last_order; ++order) {
    if (details.precisions[order] == 0.0) return details;  // the logarithm is minus infinity
    sum += std::log(details.precisions[order]);
  }
  details.score = details.brevity_penalty * std::exp(sum / static_cast<double>(last_order));
  return details;
}

std::vector<double> BleuMetric::from_sums(std::span<const double> sums) const {
  return {details_of(sums).score};
}

double sentence_bleu(std::string_view hypothesis, const std::vector<std::string>& references,
                     BleuOptions options) {
  options.effective_order = true;
  BleuMetric metric(options);
  metric.add(hypothesis, references);
  return metric.values().front();
}

}  // namespace graft
