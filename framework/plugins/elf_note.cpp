#include "framework/plugins/elf_note.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "framework/plugins/elf_image.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/handshake.h"

namespace graft {
namespace {

// Nobody has vouched for the file yet: it must not make the host work or remember without bound.
constexpr std::size_t kMostNeeded = 4096;
constexpr std::size_t kLongestNeeded = 4096;        // bytes
constexpr std::size_t kLargestNotes = 1024 * 1024;  // bytes of one segment

constexpr const char* kRebuild = "build it with graft_add_plugin and exactly one GRAFT_PLUGIN";

std::uint64_t padded(std::uint64_t size, std::uint64_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

/// Descriptors of the Graft notes of one PT_NOTE segment, until there is one too many.
void collect_notes(std::string_view segment, std::uint64_t alignment, const std::string& library,
                   std::vector<std::string_view>& found) {
  if (segment.size() > kLargestNotes) {
    throw PluginError(library, "elf-invalid", "it holds ELF notes of more than 1 MiB",
                      "copy or build the library again");
  }
  static constexpr std::string_view kOwner(GRAFT_NOTE_OWNER, sizeof(GRAFT_NOTE_OWNER));
  for (std::uint64_t offset = 0; offset < segment.size() && found.size() < 2;) {
    Elf64_Nhdr note;
    if (!read_at(segment, offset, note)) break;  // padding at the end
    const std::uint64_t name = offset + sizeof(note);
    const std::uint64_t descriptor = padded(name + note.n_namesz, alignment);
    const std::uint64_t end = descriptor + note.n_descsz;
    if (end > segment.size()) {
      throw PluginError(library, "elf-invalid", "one of its ELF notes is larger than its segment",
                        "copy or build the library again");
    }
    if (note.n_type == GRAFT_NOTE_TYPE && segment.substr(name, note.n_namesz) == kOwner) {
      found.push_back(segment.substr(descriptor, note.n_descsz));
    }
    offset = padded(end, alignment);
  }
}

[[noreturn]] void fail_note(const std::string& library, const std::string& message) {
  throw PluginError(library, "note-invalid", "its plugin handshake is broken: " + message,
                    kRebuild);
}

/// A fixed-size string: NUL-terminated, UTF-8, without control characters.
std::string read_text(std::string_view descriptor, std::size_t offset, std::size_t capacity,
                      const char* name, const std::string& library) {
  const std::string_view field = descriptor.substr(offset, capacity);
  const std::size_t size = field.find('\0');
  if (size == std::string_view::npos) {
    fail_note(library, std::string(name) + " is not terminated");
  }
  const std::string_view text = field.substr(0, size);
  if (text.empty()) fail_note(library, std::string(name) + " is empty");
  const bool printable = std::none_of(text.begin(), text.end(), [](char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
  });
  if (!printable || !is_valid_utf8(text)) {
    fail_note(library, std::string(name) + " is not readable text");
  }
  return std::string(text);
}

Handshake parse_handshake(std::string_view descriptor, const std::string& library) {
  std::uint32_t magic = 0;
  std::uint32_t struct_size = 0;
  if (!read_at(descriptor, offsetof(GraftHandshake, magic), magic) ||
      magic != GRAFT_HANDSHAKE_MAGIC) {
    fail_note(library, "it does not start with \"GRFT\"");
  }
  if (!read_at(descriptor, offsetof(GraftHandshake, struct_size), struct_size) ||
      struct_size < sizeof(GraftHandshake) || struct_size > descriptor.size()) {
    fail_note(library, "it says " + std::to_string(struct_size) + " bytes, expected at least " +
                           std::to_string(sizeof(GraftHandshake)) + " and at most the " +
                           std::to_string(descriptor.size()) + " of the note");
  }
  Handshake handshake;
  read_at(descriptor, offsetof(GraftHandshake, abi_major), handshake.abi_major);
  read_at(descriptor, offsetof(GraftHandshake, abi_minor), handshake.abi_minor);
  const auto text = [&](std::size_t offset, std::size_t capacity, const char* name) {
    return read_text(descriptor, offset, capacity, name, library);
  };
  handshake.plugin_id =
      text(offsetof(GraftHandshake, plugin_id), sizeof(GraftHandshake::plugin_id), "the plugin id");
  handshake.plugin_version = text(offsetof(GraftHandshake, plugin_version),
                                  sizeof(GraftHandshake::plugin_version), "the plugin version");
  handshake.sdk_version = text(offsetof(GraftHandshake, sdk_version),
                               sizeof(GraftHandshake::sdk_version), "the SDK version");
  handshake.fingerprint = text(offsetof(GraftHandshake, fingerprint),
                               sizeof(GraftHandshake::fingerprint), "the fingerprint");
  return handshake;
}

Handshake read_handshake(const ElfImage& image, const std::string& library) {
  std::vector<std::string_view> found;
  for (const Elf64_Phdr& segment : image.segments()) {
    if (segment.p_type != PT_NOTE) continue;
    collect_notes(image.content(segment), segment.p_align == 8 ? 8 : 4, library, found);
  }
  if (found.empty()) {
    throw PluginError(library, "note-missing", "not a Graft plugin: it holds no plugin handshake",
                      kRebuild);
  }
  if (found.size() > 1) fail_note(library, "there is more than one");
  return parse_handshake(found.front(), library);
}

std::vector<Elf64_Dyn> read_dynamic(const ElfImage& image) {
  std::vector<Elf64_Dyn> entries;
  for (const Elf64_Phdr& segment : image.segments()) {
    if (segment.p_type != PT_DYNAMIC) continue;
    const std::string_view content = image.content(segment);
    Elf64_Dyn entry;
    for (std::uint64_t offset = 0; read_at(content, offset, entry) && entry.d_tag != DT_NULL;
         offset += sizeof(entry)) {
      entries.push_back(entry);
    }
    break;
  }
  return entries;
}

std::optional<std::uint64_t> find_value(const std::vector<Elf64_Dyn>& entries, Elf64_Sxword tag) {
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag == tag) return entry.d_un.d_val;
  }
  return std::nullopt;
}

std::vector<std::string> read_needed(const ElfImage& image, const std::vector<Elf64_Dyn>& entries,
                                     const std::string& library) {
  const auto fail = [&library](const std::string& message) {
    throw PluginError(library, "elf-invalid", message, "copy or build the library again");
  };
  const auto address = find_value(entries, DT_STRTAB);
  const auto strings = address ? image.at_address(*address) : std::nullopt;
  const auto size = find_value(entries, DT_STRSZ);
  if (!strings || !size || *size > strings->size()) fail("its dynamic section is damaged");
  const std::string_view table = strings->substr(0, *size);
  std::vector<std::string> needed;
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag != DT_NEEDED) continue;
    if (needed.size() == kMostNeeded) {
      fail("it links more than " + std::to_string(kMostNeeded) + " libraries");
    }
    if (entry.d_un.d_val >= table.size()) fail("the name of a library it links is damaged");
    const std::string_view name = table.substr(entry.d_un.d_val, kLongestNeeded);
    if (name.find('\0') == std::string_view::npos) {
      fail("the name of a library it links has no end");
    }
    needed.emplace_back(name.substr(0, name.find('\0')));
  }
  return needed;
}

}  // namespace

ElfLibrary read_elf_library(std::string_view bytes, const std::string& library) {
  const ElfImage image(bytes, library);
  const std::vector<Elf64_Dyn> dynamic = read_dynamic(image);
  if (find_value(dynamic, DT_FLAGS_1).value_or(0) & DF_1_PIE) {
    throw PluginError(library, "not-shared", "not a shared library but an executable program",
                      "build it as a shared library, with graft_add_plugin");
  }
  ElfLibrary result;
  result.handshake = read_handshake(image, library);
  result.needed = read_needed(image, dynamic, library);
  return result;
}

}  // namespace graft
