#include "framework/generate/beam_hypotheses.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace graft {

namespace {

bool has_lower_score(const GeneratedSequence& left, const GeneratedSequence& right) {
  return left.score < right.score;
}

}  // namespace

BeamHypotheses::BeamHypotheses(const GenerationSettings& settings, std::int64_t longest_new)
    : num_beams_(static_cast<std::size_t>(settings.num_beams)),
      length_penalty_(settings.length_penalty),
      early_stopping_(settings.early_stop()),
      longest_new_(longest_new),
      worst_score_(std::numeric_limits<double>::infinity()) {}

double BeamHypotheses::score(double sum_logprobs, std::int64_t length) const {
  return sum_logprobs / std::pow(static_cast<double>(length), length_penalty_);
}

void BeamHypotheses::add(GeneratedSequence sequence, double sum_logprobs, std::int64_t length) {
  sequence.score = score(sum_logprobs, length);
  if (sequences_.size() == num_beams_ && sequence.score <= worst_score_) return;
  sequences_.push_back(std::move(sequence));
  if (sequences_.size() > num_beams_) {
    sequences_.erase(std::min_element(sequences_.begin(), sequences_.end(), has_lower_score));
  }
  worst_score_ = std::min_element(sequences_.begin(), sequences_.end(), has_lower_score)->score;
}

bool BeamHypotheses::is_done(double best_sum_logprobs, std::int64_t length) const {
  if (sequences_.size() < num_beams_) return false;
  if (early_stopping_ == EarlyStopping::kYes) return true;
  // With a positive penalty the greatest length gives the highest score that can still be reached.
  const bool grows = early_stopping_ == EarlyStopping::kNever && length_penalty_ > 0.0;
  return worst_score_ >= score(best_sum_logprobs, grows ? longest_new_ : length);
}

std::vector<GeneratedSequence> BeamHypotheses::best(std::int64_t count) const {
  std::vector<GeneratedSequence> sorted = sequences_;
  std::stable_sort(sorted.begin(), sorted.end(), has_lower_score);
  std::reverse(sorted.begin(), sorted.end());  // of equal scores the latest first
  sorted.resize(std::min(sorted.size(), static_cast<std::size_t>(count)));
  return sorted;
}

}  // namespace graft
