#include "graft/text/word_cache.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace graft {

constinit const std::array<WordKey::Parts, WordKey::kLongest + 1> WordKey::kMasks = [] {
  std::array<Parts, kLongest + 1> masks{};
  std::array<unsigned char, sizeof(Parts)> bytes{};
  for (std::size_t size = 0; size < masks.size(); ++size) {
    masks[size] = std::bit_cast<Parts>(bytes);
    bytes[size] = 0xff;
  }
  return masks;
}();

WordCache::WordCache()
    // Zeroed by the system where it is first touched: few words take little memory.
    : memory_(std::calloc(kWords + 1, sizeof(Entry))) {
  static_assert(sizeof(Entry) == 64);
  if (memory_ == nullptr) throw std::bad_alloc();
  void* begin = memory_.get();
  std::size_t space = (kWords + 1) * sizeof(Entry);
  entries_ = static_cast<Entry*>(std::align(alignof(Entry), kWords * sizeof(Entry), begin, space));
}

void WordCache::Release::operator()(void* memory) const { std::free(memory); }

void WordCache::store(const WordKey& word, std::span<const std::int32_t> ids) {
  if (ids.empty() || ids.size() > kMostIds) return;
  const std::size_t place = place_of(word);
  Entry& entry = entries_[place];
  // The one that was there takes the place beside it.
  if (entry.count > 0) entries_[place ^ 1] = entry;
  entry.word = word;
  std::copy(ids.begin(), ids.end(), entry.ids.begin());
  entry.count = static_cast<std::int32_t>(ids.size());
}

WordCaches::Loan::Loan(WordCaches& owner) : owner_(owner) {
  {
    const std::lock_guard lock(owner_.mutex_);
    if (!owner_.idle_.empty()) {
      cache_ = std::move(owner_.idle_.back());
      owner_.idle_.pop_back();
    }
  }
  if (cache_ == nullptr) cache_ = std::make_unique<WordCache>();
}

WordCaches::Loan::~Loan() {
  const std::lock_guard lock(owner_.mutex_);
  owner_.idle_.push_back(std::move(cache_));
}

}  // namespace graft
