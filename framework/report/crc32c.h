#pragma once

#include <cstdint>
#include <string_view>

namespace graft {

/// CRC-32C (Castagnoli) of `bytes`: reflected polynomial 0x82f63b78, as RFC 3720 has it.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace graft
