#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <elf.h>

namespace graft {

/// A bounds-checked view of a 64-bit ELF shared library of this machine.
class ElfImage {
 public:
  /// Checks the header, that every segment and the section table lie inside the file, and that it
  /// is a shared library. Throws PluginError naming `library`.
  ElfImage(std::string_view bytes, const std::string& library);

  const std::vector<Elf64_Phdr>& segments() const { return segments_; }
  /// The bytes of a segment as the file holds them.
  std::string_view content(const Elf64_Phdr& segment) const;
  /// The file's bytes from a virtual address to the end of its segment; none where nothing of the
  /// file is mapped.
  std::optional<std::string_view> at_address(std::uint64_t address) const;

 private:
  void check_identity() const;
  void read_segments(const Elf64_Ehdr& header);
  void check_section_table(const Elf64_Ehdr& header) const;
  [[noreturn]] void fail(const std::string& code, const std::string& message,
                         const std::string& hint) const;
  [[noreturn]] void fail_truncated(const std::string& what, std::uint64_t end) const;

  std::string_view bytes_;
  std::string library_;
  std::vector<Elf64_Phdr> segments_;
};

/// Copies a T out of `bytes`; false where it does not fit.
template <typename T>
bool read_at(std::string_view bytes, std::uint64_t offset, T& value) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return false;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return true;
}

}  // namespace graft
