#include "tests/framework/plugins/small_elf.h"

#include <elf.h>

namespace graft {
namespace {

template <typename T>
std::string bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

std::string padded(std::string bytes, std::size_t alignment) {
  while (bytes.size() % alignment != 0) bytes += '\0';
  return bytes;
}

Elf64_Phdr segment(Elf64_Word type, std::size_t offset, std::size_t size, std::size_t alignment) {
  Elf64_Phdr header{};
  header.p_type = type;
  header.p_offset = offset;
  header.p_vaddr = offset;
  header.p_filesz = size;
  header.p_memsz = size;
  header.p_align = alignment;
  return header;
}

Elf64_Dyn dynamic(Elf64_Sxword tag, std::uint64_t value) {
  Elf64_Dyn entry{};
  entry.d_tag = tag;
  entry.d_un.d_val = value;
  return entry;
}

}  // namespace

std::string elf_note_bytes(const std::string& descriptor, const std::string& owner,
                           std::uint32_t type) {
  Elf64_Nhdr header{};
  header.n_namesz = static_cast<Elf64_Word>(owner.size() + 1);
  header.n_descsz = static_cast<Elf64_Word>(descriptor.size());
  header.n_type = type;
  return bytes_of(header) + padded(owner + '\0', 4) + padded(descriptor, 4);
}

std::string small_elf(const std::string& notes, const std::string& needed, std::size_t num_needed) {
  const std::string strings = '\0' + needed + '\0';
  const std::size_t notes_at = sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Phdr);
  const std::size_t strings_at = notes_at + notes.size();
  const std::size_t dynamic_at = strings_at + strings.size();
  std::string table;
  for (std::size_t i = 0; i < num_needed; ++i) table += bytes_of(dynamic(DT_NEEDED, 1));
  table += bytes_of(dynamic(DT_STRTAB, strings_at)) + bytes_of(dynamic(DT_STRSZ, strings.size())) +
           bytes_of(dynamic(DT_NULL, 0));
  Elf64_Ehdr header{};
  header.e_ident[EI_MAG0] = ELFMAG0;
  header.e_ident[EI_MAG1] = ELFMAG1;
  header.e_ident[EI_MAG2] = ELFMAG2;
  header.e_ident[EI_MAG3] = ELFMAG3;
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_DYN;
#if defined(__aarch64__)
  header.e_machine = EM_AARCH64;
#else
  header.e_machine = EM_X86_64;
#endif
  header.e_phoff = sizeof(Elf64_Ehdr);
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 3;
  const std::size_t size = dynamic_at + table.size();
  return bytes_of(header) + bytes_of(segment(PT_LOAD, 0, size, 4096)) +
         bytes_of(segment(PT_NOTE, notes_at, notes.size(), 4)) +
         bytes_of(segment(PT_DYNAMIC, dynamic_at, table.size(), 8)) + notes + strings + table;
}

}  // namespace graft
