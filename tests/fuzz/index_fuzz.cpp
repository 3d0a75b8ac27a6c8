#include <cstddef>
#include <cstdint>
#include <string_view>

#include "framework/model_io/shard_index.h"
#include "graft/error.h"

/// Any text is an index or an InputError.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const graft::ShardIndex index = graft::parse_shard_index(text, "index.json");
    if (index.weight_map.empty() || index.shards.empty()) __builtin_trap();
    for (const std::string& shard : index.shards) {
      if (shard.starts_with('/') || shard.starts_with("../")) __builtin_trap();
    }
  } catch (const graft::InputError&) {
  }
  return 0;
}
