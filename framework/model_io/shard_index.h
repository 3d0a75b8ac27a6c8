#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// What an index says: which file beside it holds which tensor.
struct ShardIndex {
  std::vector<std::string> shards;                // each once, in order of appearance
  std::map<std::string, std::size_t> weight_map;  // tensor -> index of its shard
};

/// Largest index that is read, bytes; published ones of 90,000 tensors have 9 MB.
inline constexpr std::int64_t kMaxShardIndex = std::int64_t{16} << 20;

/// Reads the JSON of an index: `weight_map`, a map from tensors to files; `metadata`, if there, is
/// a map, whose content is not needed; other keys are passed over. Throws InputError naming `file`,
/// line and column for text that is no such index, equal keys, an index that names no tensor, and
/// names of files that lead out of the folder or are no safetensors files.
ShardIndex parse_shard_index(std::string_view text, const std::string& file);

}  // namespace graft
