#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/metrics/bleu_tokenizer.h"
#include "framework/evaluate/metrics/reference_count.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// What stands in for a precision of 0.
/// Source: Chen and Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level
/// BLEU", 2014.
enum class BleuSmoothing {
  kNone,
  kFloor,  // `smooth_value` matches instead of none (0.1)
  kAddK,   // `smooth_value` (1) more matches and n-grams, of orders above 1
  kExp,    // 1/2, 1/4, 1/8 … matches, for the first order without one, the second …
};

struct BleuOptions {
  BleuTokenizer tokenizer = BleuTokenizer::k13a;
  BleuSmoothing smoothing = BleuSmoothing::kExp;
  std::optional<double> smooth_value = std::nullopt;
  std::int64_t max_order = 4;
  bool lowercase = false;
  /// Leaves out the orders that no hypothesis is long enough for; wanted for single sentences.
  bool effective_order = false;
};

/// BLEU of a corpus, in [0, 100]: `bleu`, with the numbers and the conventions of sacreBLEU 2. The
/// signature has sacreBLEU's fields; the version is Graft's.
/// Memory: 8 x (2 + 2 max_order) + 8 bytes a sentence.
/// Source: Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", 2002;
/// Post, "A Call for Clarity in Reporting BLEU Scores", 2018.
class BleuMetric : public SumMetric {
 public:
  explicit BleuMetric(const BleuOptions& options = {});

  /// One sentence with its references. Throws Error where there is no reference.
  void add(std::string_view hypothesis, const std::vector<std::string>& references);

  std::vector<std::string> names() const override { return {"bleu"}; }
  std::string signature() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

  /// What sacreBLEU prints behind the score: the precisions, the brevity penalty, the lengths.
  struct Details {
    double score = 0.0;
    std::vector<double> precisions;  // in percent, of each order
    double brevity_penalty = 1.0;
    std::int64_t hypothesis_length = 0;  // words
    std::int64_t reference_length = 0;   // of the reference nearest in length to each hypothesis
  };
  Details details() const { return details_of(items().totals()); }

 private:
  Details details_of(std::span<const double> sums) const;

  BleuOptions options_;
  ReferenceCount reference_count_;
};

/// BLEU of one sentence.
double sentence_bleu(std::string_view hypothesis, const std::vector<std::string>& references,
                     BleuOptions options);

}  // namespace graft
