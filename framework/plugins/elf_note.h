#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// The handshake of a plugin as the file states it (graft/handshake.h).
struct Handshake {
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor = 0;
  std::string plugin_id;
  std::string plugin_version;
  std::string sdk_version;
  std::string fingerprint;  // "key=value;key=value;"
};

/// What can be learned from a library's bytes while none of its code runs.
struct ElfLibrary {
  Handshake handshake;
  std::vector<std::string> needed;  // sonames of the libraries it links
};

/// Reads the ELF headers, the dynamic section and the note with the handshake. `bytes` may be
/// anything: every offset is checked before it is followed. A handshake larger than this host knows
/// is accepted. Throws PluginError naming `library`: not-elf, wrong-class, wrong-byte-order,
/// wrong-machine, not-shared, elf-truncated, elf-invalid, note-missing, note-invalid.
ElfLibrary read_elf_library(std::string_view bytes, const std::string& library);

}  // namespace graft
