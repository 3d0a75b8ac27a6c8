#include "kernels/blocks.h"

#include <cstring>

#include "graft/parallel.h"

namespace graft::kernels {
namespace {

// Blocks worth a thread.
std::int64_t grain(std::int64_t bytes) { return (1 << 18) / (bytes + 1) + 1; }

}  // namespace

void copy_blocks(const void* from, void* to, const Blocks& blocks) {
  if (blocks.bytes == 0) return;
  const auto* const source = static_cast<const char*>(from);
  auto* const destination = static_cast<char*>(to);
  const auto bytes = static_cast<std::size_t>(blocks.bytes);
  parallel_for(blocks.count, grain(blocks.bytes), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      std::memcpy(destination + b * blocks.to_stride, source + b * blocks.from_stride, bytes);
    }
  });
}

void place_blocks(const void* from, void* to, std::int64_t offset, const Blocks& blocks) {
  if (blocks.to_stride == 0) return;
  const auto* const source = static_cast<const char*>(from);
  auto* const destination = static_cast<char*>(to);
  const auto before = static_cast<std::size_t>(offset);
  const auto bytes = static_cast<std::size_t>(blocks.bytes);
  const std::size_t after = static_cast<std::size_t>(blocks.to_stride) - before - bytes;
  parallel_for(blocks.count, grain(blocks.to_stride), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      char* const stretch = destination + b * blocks.to_stride;
      std::memset(stretch, 0, before);
      if (bytes > 0) std::memcpy(stretch + before, source + b * blocks.from_stride, bytes);
      std::memset(stretch + before + bytes, 0, after);
    }
  });
}

}  // namespace graft::kernels
