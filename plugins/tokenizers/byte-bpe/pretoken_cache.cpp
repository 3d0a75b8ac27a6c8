#include "pretoken_cache.h"

#include <mutex>

namespace graft {

namespace {

/// Other bits of the hash than those that choose a map's bucket.
std::size_t shard_of(std::string_view word, std::size_t shards) {
  return (TextHash{}(word) >> 48) % shards;
}

}  // namespace

bool PretokenCache::append(std::string_view word, std::vector<std::int64_t>& ids) const {
  if (word.size() > kLongestWord) return false;
  const Shard& shard = shards_[shard_of(word, kShards)];
  const std::shared_lock lock(shard.mutex);
  const auto found = shard.words.find(word);
  if (found == shard.words.end()) return false;
  ids.insert(ids.end(), found->second.begin(), found->second.end());
  return true;
}

void PretokenCache::store(std::string_view word, const std::vector<std::int32_t>& ids) {
  if (word.size() > kLongestWord) return;
  Shard& shard = shards_[shard_of(word, kShards)];
  const std::unique_lock lock(shard.mutex);
  if (shard.words.size() >= kWordsPerShard) shard.words.clear();
  shard.words.emplace(word, ids);
}

}  // namespace graft
