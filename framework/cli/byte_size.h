#pragma once

#include <cstdint>
#include <string>

namespace graft {

/// Bytes that a text like `200MB`, `1.5GiB` or `1000000` names: KB, MB and GB are powers of 1000,
/// KiB, MiB and GiB of 1024. Throws InputError naming `option` for anything else and for 0.
std::uint64_t read_byte_size(const std::string& option, const std::string& text);

}  // namespace graft
