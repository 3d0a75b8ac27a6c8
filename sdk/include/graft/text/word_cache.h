#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "graft/export.h"

namespace graft {

/// A word of at most 31 bytes in four numbers: its bytes, zeros, and in the last byte its size.
class GRAFT_API WordKey {
 public:
  static constexpr std::size_t kLongest = 31;  // bytes

  WordKey() = default;
  /// `readable`: bytes that may be read from the word's first on, its size or more. From 32 on they
  /// are read at once.
  WordKey(std::string_view word, std::size_t readable) {
    const Parts& mask = kMasks[word.size()];
    if (readable > kLongest) {
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        std::uint64_t part = 0;
        std::memcpy(&part, word.data() + sizeof part * i, sizeof part);
        parts_[i] = part & mask[i];
      }
    } else {
      std::memcpy(parts_.data(), word.data(), word.size());
    }
    // In numbers, not in memory: a byte that is written there would have to get through to it
    // first.
    const std::uint64_t size = word.size();
    parts_.back() |= std::endian::native == std::endian::little ? size << 56 : size;
  }

  bool is_ascii() const {
    return ((parts_[0] | parts_[1] | parts_[2] | parts_[3]) & 0x8080808080808080) == 0;
  }

  /// Its upper bits depend on all of the word.
  std::uint64_t hash() const {
    const std::uint64_t sum = parts_[0] * 0x9e3779b97f4a7c15 + parts_[1] * 0xc2b2ae3d27d4eb4f +
                              parts_[2] * 0x165667b19e3779f9 + parts_[3] * 0xd6e8feb86659fd93;
    return (sum ^ sum >> 32) * 0x9e3779b97f4a7c15;
  }

  friend bool operator==(const WordKey& left, const WordKey& right) {
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < left.parts_.size(); ++i) {
      difference |= left.parts_[i] ^ right.parts_[i];
    }
    return difference == 0;
  }

 private:
  using Parts = std::array<std::uint64_t, 4>;
  static const std::array<Parts, kLongest + 1> kMasks;  // by size: ones over the word
  Parts parts_{};
};

/// Remembers the ids of words, so that frequent words are looked for once. It holds at most kWords;
/// a new one takes the place of an old one. Not for several threads at a time.
class GRAFT_API WordCache {
 public:
  static constexpr std::size_t kWords = 32768;
  static constexpr std::size_t kMostIds = 7;

  WordCache();

  /// Begins to load the place of a word that is looked for soon.
  void prefetch(const WordKey& word) const { __builtin_prefetch(&entries_[place_of(word)]); }

  /// The word's ids; none where it is not there.
  std::span<const std::int32_t> find(const WordKey& word) const {
    const std::size_t place = place_of(word);
    for (const std::size_t i : {place, place ^ 1}) {
      const Entry& entry = entries_[i];
      if (entry.word == word) return {entry.ids.data(), static_cast<std::size_t>(entry.count)};
    }
    return {};
  }

  /// Keeps a word, unless it has more ids than kMostIds, or none.
  void store(const WordKey& word, std::span<const std::int32_t> ids);

 private:
  struct alignas(64) Entry {  // a line of a processor's cache
    WordKey word;
    std::array<std::int32_t, kMostIds> ids;
    std::int32_t count;  // of ids; 0: free
  };
  struct Release {
    void operator()(void* memory) const;
  };

  static std::size_t place_of(const WordKey& word) {
    static_assert((kWords & (kWords - 1)) == 0, "a power of two");
    return word.hash() / (UINT64_MAX / kWords + 1);
  }

  std::unique_ptr<void, Release> memory_;
  Entry* entries_ = nullptr;  // in it
};

/// Caches for as many threads as use them at a time.
class GRAFT_API WordCaches {
 public:
  /// A cache that is its holder's alone until the loan ends.
  class GRAFT_API Loan {
   public:
    explicit Loan(WordCaches& owner);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    WordCache& operator*() const { return *cache_; }
    WordCache* operator->() const { return cache_.get(); }

   private:
    WordCaches& owner_;
    std::unique_ptr<WordCache> cache_;
  };

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<WordCache>> idle_;
};

}  // namespace graft
