#pragma once

#include <cstdint>
#include <string>

namespace graft::tests {

/// A safetensors file of this header and data; `padding` bytes are added to the claimed length.
inline std::string safetensors_bytes(const std::string& header, const std::string& data,
                                     std::int64_t padding = 0) {
  const std::uint64_t length = header.size() + static_cast<std::uint64_t>(padding);
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  return bytes + header + data;
}

}  // namespace graft::tests
