#include "framework/plugins/elf_image.h"

#include <bit>

#include "graft/error.h"

namespace graft {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kHostMachine = EM_X86_64;
constexpr const char* kHostMachineName = "x86_64";
#elif defined(__aarch64__)
constexpr Elf64_Half kHostMachine = EM_AARCH64;
constexpr const char* kHostMachineName = "aarch64";
#else
#error "name this machine's ELF number here"
#endif

static_assert(std::endian::native == std::endian::little,
              "the byte order check says little-endian");

std::string machine_name(Elf64_Half machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86_64";
    case EM_AARCH64:
      return "aarch64";
    case EM_386:
      return "i386";
    case EM_ARM:
      return "arm";
    case EM_PPC64:
      return "ppc64";
    case EM_RISCV:
      return "riscv";
    case EM_S390:
      return "s390";
    default:
      return "ELF machine " + std::to_string(machine);
  }
}

const char* type_name(Elf64_Half type) {
  switch (type) {
    case ET_REL:
      return "a relocatable object (.o)";
    case ET_EXEC:
      return "an executable program";
    case ET_CORE:
      return "a core dump";
    default:
      return "an unknown kind of ELF file";
  }
}

constexpr Elf64_Half kMostSegments = 1024;

constexpr const char* kCopyAgain = "copy or build the library again";
constexpr const char* kBuildShared = "build it as a shared library, with graft_add_plugin";

}  // namespace

ElfImage::ElfImage(std::string_view bytes, const std::string& library)
    : bytes_(bytes), library_(library) {
  check_identity();
  Elf64_Ehdr header;
  if (!read_at(bytes_, 0, header)) fail_truncated("its header", sizeof(header));
  if (header.e_machine != kHostMachine) {
    fail("wrong-machine",
         "built for " + machine_name(header.e_machine) + ", this host runs on " + kHostMachineName,
         "build the plugin on this machine, or install the package for it");
  }
  if (header.e_type != ET_DYN) {
    fail("not-shared", std::string("not a shared library but ") + type_name(header.e_type),
         kBuildShared);
  }
  read_segments(header);
  check_section_table(header);
}

std::string_view ElfImage::content(const Elf64_Phdr& segment) const {
  return bytes_.substr(segment.p_offset, segment.p_filesz);
}

std::optional<std::string_view> ElfImage::at_address(std::uint64_t address) const {
  for (const Elf64_Phdr& segment : segments_) {
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
    const std::uint64_t inside = address - segment.p_vaddr;
    if (inside < segment.p_filesz) return content(segment).substr(inside);
  }
  return std::nullopt;
}

void ElfImage::check_identity() const {
  if (bytes_.substr(0, SELFMAG) != std::string_view(ELFMAG, SELFMAG)) {
    fail("not-elf", "not a library: it does not start as an ELF file does", kCopyAgain);
  }
  if (bytes_.size() < EI_NIDENT) fail_truncated("its header", sizeof(Elf64_Ehdr));
  if (bytes_[EI_CLASS] != ELFCLASS64) {
    fail("wrong-class",
         bytes_[EI_CLASS] == ELFCLASS32 ? "a 32-bit library, this host is 64-bit"
                                        : "an ELF file that is neither 32-bit nor 64-bit",
         "build the plugin for 64 bits");
  }
  if (bytes_[EI_DATA] != ELFDATA2LSB) {
    fail("wrong-byte-order", "not a little-endian library, this host is little-endian",
         "build the plugin for this machine");
  }
}

void ElfImage::read_segments(const Elf64_Ehdr& header) {
  if (header.e_phnum == 0 || header.e_phnum > kMostSegments ||
      header.e_phentsize != sizeof(Elf64_Phdr)) {
    fail("elf-invalid",
         "its header announces " + std::to_string(header.e_phnum) + " segments of " +
             std::to_string(header.e_phentsize) + " bytes each",
         kCopyAgain);
  }
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    const std::uint64_t end = header.e_phoff + (i + 1) * sizeof(segment);
    if (header.e_phoff > bytes_.size() || !read_at(bytes_, end - sizeof(segment), segment)) {
      fail_truncated("its table of segments", end);
    }
    if (segment.p_offset > bytes_.size() || segment.p_filesz > bytes_.size() - segment.p_offset) {
      fail_truncated("segment " + std::to_string(i), segment.p_offset + segment.p_filesz);
    }
    segments_.push_back(segment);
  }
}

// Nothing is read from the section table; but linkers put it last, so that it tells a cut file.
void ElfImage::check_section_table(const Elf64_Ehdr& header) const {
  const std::uint64_t size = std::uint64_t{header.e_shnum} * header.e_shentsize;
  if (size != 0 && (header.e_shoff > bytes_.size() || bytes_.size() - header.e_shoff < size)) {
    fail_truncated("its table of sections", header.e_shoff + size);
  }
}

void ElfImage::fail(const std::string& code, const std::string& message,
                    const std::string& hint) const {
  throw PluginError(library_, code, message, hint);
}

void ElfImage::fail_truncated(const std::string& what, std::uint64_t end) const {
  fail("elf-truncated",
       "damaged or cut off: " + what + " should end at byte " + std::to_string(end) +
           ", the file has " + std::to_string(bytes_.size()),
       kCopyAgain);
}

}  // namespace graft
