#pragma once

#include <cstdint>
#include <vector>

#include "framework/generate/generator.h"

namespace graft {

/// The best finished sequences of a beam search, at most `num_beams`, as the reference
/// implementation keeps them.
class BeamHypotheses {
 public:
  BeamHypotheses(const GenerationSettings& settings, std::int64_t longest_new);

  /// Offers a finished sequence whose `length` new tokens have log-probabilities that sum up to
  /// `sum_logprobs`. Fills in its score. Forgets the worst when there are too many.
  void add(GeneratedSequence sequence, double sum_logprobs, std::int64_t length);

  /// Whether no running beam can still get in. `best_sum_logprobs` is the best running one's sum,
  /// after `length` new tokens.
  bool is_done(double best_sum_logprobs, std::int64_t length) const;

  /// The `count` best, best first.
  std::vector<GeneratedSequence> best(std::int64_t count) const;

 private:
  double score(double sum_logprobs, std::int64_t length) const;

  std::size_t num_beams_;
  double length_penalty_;
  EarlyStopping early_stopping_;
  std::int64_t longest_new_;  // new tokens of the longest possible sequence
  double worst_score_;
  std::vector<GeneratedSequence> sequences_;
};

}  // namespace graft
