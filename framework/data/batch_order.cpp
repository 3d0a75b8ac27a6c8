#include "framework/data/batch_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "graft/error.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr std::int64_t kMostChunkBatches = 64;

std::vector<std::int64_t> counted(std::size_t count) {
  std::vector<std::int64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace

BatchOrder::Sequence::Sequence(std::vector<std::int64_t> rows, std::uint64_t seed)
    : rows_(std::move(rows)), seed_(seed) {}

std::int64_t BatchOrder::Sequence::at(std::int64_t position) {
  const std::int64_t size = std::ssize(rows_);
  if (position / size != epoch_) {
    epoch_ = position / size;
    order_ = Rng(mix_seed(seed_, 3, static_cast<std::uint64_t>(epoch_))).permutation(size);
  }
  return rows_[static_cast<std::size_t>(order_[static_cast<std::size_t>(position % size)])];
}

BatchOrder::BatchOrder(std::vector<std::int64_t> lengths, const std::vector<std::int64_t>& classes,
                       BatchOrderOptions options)
    : lengths_(std::move(lengths)), options_(options) {
  if (lengths_.empty()) throw Error("there are no rows to make batches of");
  // No more than an epoch, so that few rows stand twice in what is sorted.
  if (options_.length_buckets) {
    chunk_batches_ =
        std::clamp<std::int64_t>(std::ssize(lengths_) / options_.batch_size, 1, kMostChunkBatches);
  }
  if (!options_.balance_classes) {
    sequences_.emplace_back(counted(lengths_.size()), options_.seed);
    return;
  }
  std::map<std::int64_t, std::vector<std::int64_t>> rows;
  for (std::size_t row = 0; row < lengths_.size(); ++row) {
    rows[classes.at(row)].push_back(static_cast<std::int64_t>(row));
  }
  for (auto& [number, members] : rows) {
    sequences_.emplace_back(std::move(members),
                            mix_seed(options_.seed, 13, static_cast<std::uint64_t>(number)));
  }
  cycle_.emplace_back(counted(sequences_.size()), mix_seed(options_.seed, 14));
}

std::int64_t BatchOrder::row_at(std::int64_t position) {
  if (cycle_.empty()) return sequences_.front().at(position);
  const std::int64_t which = cycle_.front().at(position);
  return sequences_[static_cast<std::size_t>(which)].at(position / std::ssize(sequences_));
}

std::vector<std::int64_t> BatchOrder::batch(std::int64_t number) {
  if (number / chunk_batches_ != chunk_) fill(number / chunk_batches_);
  return batches_[static_cast<std::size_t>(number % chunk_batches_)];
}

void BatchOrder::fill(std::int64_t chunk) {
  const std::int64_t rows = chunk_batches_ * options_.batch_size;
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0; i < rows; ++i) all.push_back(row_at(chunk * rows + i));
  std::vector<std::int64_t> order = counted(static_cast<std::size_t>(chunk_batches_));
  if (options_.length_buckets) {
    std::stable_sort(all.begin(), all.end(), [this](std::int64_t left, std::int64_t right) {
      return lengths_[static_cast<std::size_t>(left)] < lengths_[static_cast<std::size_t>(right)];
    });
    order = Rng(mix_seed(options_.seed, 15, static_cast<std::uint64_t>(chunk)))
                .permutation(chunk_batches_);
  }
  batches_.clear();
  for (const std::int64_t k : order) {
    const auto begin = all.begin() + k * options_.batch_size;
    batches_.emplace_back(begin, begin + options_.batch_size);
  }
  chunk_ = chunk;
}

}  // namespace graft
