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
  if (number < chunk_.first || number >= chunk_.last) fill(chunk_of(number));
  return batches_[static_cast<std::size_t>(number - chunk_.first)];
}

BatchOrder::Chunk BatchOrder::chunk_of(std::int64_t number) const {
  const Chunk alone{number, number + 1};
  if (!options_.length_buckets) return alone;
  const std::int64_t rows = std::ssize(lengths_);
  const std::int64_t batch_size = options_.batch_size;
  if (options_.balance_classes) {
    const std::int64_t size = std::clamp<std::int64_t>(rows / batch_size, 1, kMostChunkBatches);
    return {number / size * size, (number / size + 1) * size};
  }
  // The batches [first, last) lie within the epoch in which this one begins.
  const std::int64_t epoch = number * batch_size / rows;
  const std::int64_t first = (epoch * rows + batch_size - 1) / batch_size;
  const std::int64_t last = (epoch + 1) * rows / batch_size;
  if (number >= last) return alone;
  // Chunks of about the same size, with no small one at the end.
  const std::int64_t batches = last - first;
  const std::int64_t chunks = (batches + kMostChunkBatches - 1) / kMostChunkBatches;
  const std::int64_t chunk = ((number - first + 1) * chunks - 1) / batches;
  return {first + batches * chunk / chunks, first + batches * (chunk + 1) / chunks};
}

void BatchOrder::fill(const Chunk& chunk) {
  const std::int64_t num_batches = chunk.last - chunk.first;
  const std::int64_t batch_size = options_.batch_size;
  std::vector<std::int64_t> rows;
  for (std::int64_t i = chunk.first * batch_size; i < chunk.last * batch_size; ++i) {
    rows.push_back(row_at(i));
  }
  std::vector<std::int64_t> order = counted(static_cast<std::size_t>(num_batches));
  if (num_batches > 1) {
    std::stable_sort(rows.begin(), rows.end(), [this](std::int64_t left, std::int64_t right) {
      return lengths_[static_cast<std::size_t>(left)] < lengths_[static_cast<std::size_t>(right)];
    });
    order = Rng(mix_seed(options_.seed, 15, static_cast<std::uint64_t>(chunk.first)))
                .permutation(num_batches);
  }
  batches_.clear();
  for (const std::int64_t k : order) {
    const auto begin = rows.begin() + k * batch_size;
    batches_.emplace_back(begin, begin + batch_size);
  }
  chunk_ = chunk;
}

}  // namespace graft
