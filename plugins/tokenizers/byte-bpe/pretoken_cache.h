#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graft/text/vocabulary.h"

namespace graft {

/// Remembers the ids of words, so that frequent words are merged once. Threads may share it; it
/// holds at most 65,536 words of at most 64 bytes, and starts anew where it is full.
class PretokenCache {
 public:
  /// Appends the word's ids and returns true, or returns false when it is not there.
  bool append(std::string_view word, std::vector<std::int64_t>& ids) const;
  void store(std::string_view word, const std::vector<std::int32_t>& ids);

 private:
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, std::vector<std::int32_t>, TextHash, std::equal_to<>> words;
  };

  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kWordsPerShard = 4096;
  static constexpr std::size_t kLongestWord = 64;  // bytes

  std::array<Shard, kShards> shards_;
};

}  // namespace graft
