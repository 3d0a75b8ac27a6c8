#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace graft {

/// A note as it is laid out in a file: "Graft" type 1 unless told otherwise.
std::string elf_note_bytes(const std::string& descriptor, const std::string& owner = "Graft",
                           std::uint32_t type = 1);

/// The smallest shared library that says it is one: a header, one loaded segment, these notes, and
/// a dynamic section that needs this library, so many times.
std::string small_elf(const std::string& notes, const std::string& needed = "libstdc++.so.6",
                      std::size_t num_needed = 1);

}  // namespace graft
