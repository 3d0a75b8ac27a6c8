#include "framework/evaluate/metrics/ngram_overlap.h"

#include <utility>

namespace graft {

NgramNumbers::NgramNumbers(std::vector<Sequence> tokens)
    : tokens_(std::move(tokens)), ngrams_(tokens_) {
  for (const Sequence& sequence : tokens_) {
    for (const std::uint32_t token : sequence) {
      num_different_ = std::max<std::size_t>(num_different_, token + std::size_t{1});
    }
  }
}

void NgramNumbers::lengthen() {
  // An (n + 1)-gram is the n-gram at its place and the token behind it.
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  for (std::size_t i = 0; i < ngrams_.size(); ++i) {
    Sequence& ngrams = ngrams_[i];
    if (ngrams.empty()) continue;
    ngrams.pop_back();
    for (std::size_t place = 0; place < ngrams.size(); ++place) {
      const std::uint32_t last = tokens_[i][place + static_cast<std::size_t>(order_)];
      const std::uint64_t key = std::uint64_t{ngrams[place]} << 32 | last;
      ngrams[place] = seen.try_emplace(key, static_cast<std::uint32_t>(seen.size())).first->second;
    }
  }
  num_different_ = seen.size();
  ++order_;
}

std::vector<NgramOverlap> ngram_overlaps(NgramNumbers numbers, std::int64_t max_order) {
  std::vector<NgramOverlap> overlaps;
  for (std::int64_t order = 1; order <= max_order; ++order) {
    if (order > 1) numbers.lengthen();
    const auto count = [&numbers](const NgramNumbers::Sequence& sequence) {
      std::vector<std::int64_t> counts(numbers.num_different());
      for (const std::uint32_t ngram : sequence) ++counts[ngram];
      return counts;
    };
    const std::vector<NgramNumbers::Sequence>& sequences = numbers.ngrams();
    const std::vector<std::int64_t> wanted = count(sequences.front());
    std::vector<std::int64_t> most(numbers.num_different());
    NgramOverlap overlap;
    overlap.hypothesis = std::ssize(sequences.front());
    for (std::size_t i = 1; i < sequences.size(); ++i) {
      overlap.reference += std::ssize(sequences[i]);
      const std::vector<std::int64_t> counts = count(sequences[i]);
      for (std::size_t k = 0; k < most.size(); ++k) most[k] = std::max(most[k], counts[k]);
    }
    for (std::size_t k = 0; k < most.size(); ++k) overlap.matched += std::min(wanted[k], most[k]);
    overlaps.push_back(overlap);
  }
  return overlaps;
}

}  // namespace graft
