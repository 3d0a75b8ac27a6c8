#include "framework/plugins/elf_note.h"

#include <cstddef>
#include <cstring>
#include <random>
#include <elf.h>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "graft/plugin.h"
#include "graft/version.h"
#include "tests/framework/plugins/plugin_fixture.h"
#include "tests/framework/plugins/small_elf.h"

namespace graft {
namespace {

const std::string& good_bytes() {
  static const std::string bytes = read_file(broken_library("good"));
  return bytes;
}

std::string problem_of(std::string_view bytes) {
  return plugin_problem([&] { read_elf_library(bytes, "lib.so"); });
}

/// The good library with some bytes overwritten.
std::string patched(std::size_t offset, std::string_view bytes) {
  std::string result = good_bytes();
  result.replace(offset, bytes.size(), bytes);
  return result;
}

template <typename T>
std::string patched_number(std::size_t offset, T number) {
  return patched(offset, {reinterpret_cast<const char*>(&number), sizeof(number)});
}

std::size_t handshake_offset() {
  const std::string magic = "GRFT";
  for (std::size_t at = good_bytes().find(magic); at != std::string::npos;
       at = good_bytes().find(magic, at + 1)) {
    std::uint32_t size = 0;
    std::memcpy(&size, good_bytes().data() + at + offsetof(GraftHandshake, struct_size), 4);
    if (size == sizeof(GraftHandshake)) return at;
  }
  throw std::runtime_error("the good library has no handshake");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(elf_note)

BOOST_AUTO_TEST_CASE(handshake_and_needed_libraries_are_read) {
  const ElfLibrary library = read_elf_library(good_bytes(), "lib.so");
  BOOST_TEST(library.handshake.plugin_id == "test.good");
  BOOST_TEST(library.handshake.plugin_version == "1.2.3");
  BOOST_TEST(library.handshake.sdk_version == GRAFT_SDK_VERSION);
  BOOST_TEST(library.handshake.abi_major == GRAFT_ABI_MAJOR);
  BOOST_TEST(library.handshake.abi_minor == GRAFT_ABI_MINOR);
  BOOST_TEST(library.handshake.fingerprint == sdk_fingerprint());
  bool needs_sdk = false;
  for (const std::string& name : library.needed) needs_sdk |= name.starts_with("libgraft-sdk.so");
  BOOST_TEST(needs_sdk);
}

BOOST_AUTO_TEST_CASE(every_shorter_file_is_refused) {
  const std::string_view whole = good_bytes();
  const std::size_t stride = 1 + whole.size() / 65536;  // only libraries with debug data are larger
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < whole.size(); size += size < 4096 ? 1 : stride) {
    const std::string code = problem_of(whole.substr(0, size));
    const bool expected = code.starts_with(size < SELFMAG ? "not-elf: " : "elf-truncated: ");
    if (!expected && accepted++ == 0) BOOST_ERROR("cut to " << size << " bytes: " << code);
  }
  BOOST_TEST(accepted == 0u);
}

BOOST_AUTO_TEST_CASE(flipped_bytes_never_do_harm) {
  std::mt19937 random(7);
  std::string bytes = good_bytes();
  int refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    // Half of them where the headers are, which decide what is read.
    const std::size_t limit = i % 2 == 0 ? 1024 : bytes.size();
    std::size_t places[3];
    for (std::size_t& place : places) {
      place = random() % limit;
      bytes[place] = static_cast<char>(random());
    }
    refused += problem_of(bytes) != "no error";
    for (const std::size_t place : places) bytes[place] = good_bytes()[place];
  }
  BOOST_TEST(refused > 1000);
  BOOST_TEST(refused < 10'000);
}

BOOST_AUTO_TEST_CASE(other_files_are_refused_by_name) {
  BOOST_TEST(problem_of("#!/bin/sh\necho no library\n") ==
             "not-elf: lib.so: error: not a library: it does not start as an ELF file does; "
             "copy or build the library again");
  BOOST_TEST(problem_of(patched(EI_CLASS, "\1")) ==
             "wrong-class: lib.so: error: a 32-bit library, this host is 64-bit; "
             "build the plugin for 64 bits");
  BOOST_TEST(problem_of(patched(EI_DATA, "\2")) ==
             "wrong-byte-order: lib.so: error: not a little-endian library, this host is "
             "little-endian; build the plugin for this machine");
  BOOST_TEST(problem_of(patched_number<Elf64_Half>(offsetof(Elf64_Ehdr, e_machine), EM_S390))
                 .starts_with("wrong-machine: lib.so: error: built for s390, this host runs on "));
  BOOST_TEST(problem_of(patched_number<Elf64_Half>(offsetof(Elf64_Ehdr, e_type), ET_REL)) ==
             "not-shared: lib.so: error: not a shared library but a relocatable object (.o); "
             "build it as a shared library, with graft_add_plugin");
  const std::string program = read_file("/proc/self/exe");
  BOOST_TEST(
      problem_of(program).starts_with("not-shared: lib.so: error: not a shared library but "
                                      "an executable program"));
}

BOOST_AUTO_TEST_CASE(offsets_outside_the_file_are_refused) {
  const std::uint64_t far[] = {good_bytes().size() + 1, ~std::uint64_t{0}, ~std::uint64_t{0} - 55};
  for (const std::uint64_t offset : far) {
    BOOST_TEST(problem_of(patched_number(offsetof(Elf64_Ehdr, e_phoff), offset))
                   .starts_with("elf-truncated: "));
    BOOST_TEST(problem_of(patched_number(offsetof(Elf64_Ehdr, e_shoff), offset))
                   .starts_with("elf-truncated: "));
    Elf64_Ehdr header;
    std::memcpy(&header, good_bytes().data(), sizeof(header));
    BOOST_TEST(problem_of(patched_number(header.e_phoff + offsetof(Elf64_Phdr, p_filesz), offset))
                   .starts_with("elf-truncated: "));
  }
}

BOOST_AUTO_TEST_CASE(larger_handshake_of_a_later_host_is_accepted) {
  GraftHandshake handshake = detail::make_handshake("test.small", "2.0.0");
  handshake.struct_size = sizeof(handshake) + 64;
  const std::string descriptor =
      std::string(reinterpret_cast<const char*>(&handshake), sizeof(handshake)) +
      std::string(64, 'x');
  const std::string notes = elf_note_bytes("other", "GNU", 3) + elf_note_bytes(descriptor);
  const ElfLibrary library = read_elf_library(small_elf(notes), "lib.so");
  BOOST_TEST(library.handshake.plugin_id == "test.small");
  BOOST_TEST(library.needed == std::vector<std::string>{"libstdc++.so.6"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(notes_of_others_are_passed_over) {
  const std::string other = elf_note_bytes("x", "Graft", 2) + elf_note_bytes("x", "Graff");
  BOOST_TEST(problem_of(small_elf(other)).starts_with("note-missing: "));
}

BOOST_AUTO_TEST_CASE(two_handshakes_are_refused) {
  const GraftHandshake handshake = detail::make_handshake("test.small", "2.0.0");
  const std::string note =
      elf_note_bytes({reinterpret_cast<const char*>(&handshake), sizeof(handshake)});
  std::string damaged = elf_note_bytes("x");
  const std::uint32_t huge = 0xfffffff0;
  damaged.replace(offsetof(Elf64_Nhdr, n_descsz), sizeof(huge),
                  {reinterpret_cast<const char*>(&huge), sizeof(huge)});
  // What follows the second is not looked at.
  for (const std::string& more : {std::string(), damaged}) {
    BOOST_TEST(problem_of(small_elf(note + note + more)).find("there is more than one") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(note_larger_than_its_segment_is_refused) {
  std::string note = elf_note_bytes("x");
  const std::uint32_t huge = 0xfffffff0;
  note.replace(offsetof(Elf64_Nhdr, n_descsz), sizeof(huge),
               {reinterpret_cast<const char*>(&huge), sizeof(huge)});
  BOOST_TEST(problem_of(small_elf(note)) ==
             "elf-invalid: lib.so: error: one of its ELF notes is larger than its segment; "
             "copy or build the library again");
}

BOOST_AUTO_TEST_CASE(library_without_handshake_is_refused) {
  BOOST_TEST(problem_of(read_file(broken_library("no_note"))) ==
             "note-missing: lib.so: error: not a Graft plugin: it holds no plugin handshake; "
             "build it with graft_add_plugin and exactly one GRAFT_PLUGIN");
}

BOOST_AUTO_TEST_CASE(broken_handshakes_are_refused) {
  const std::size_t start = handshake_offset();
  BOOST_TEST(problem_of(patched(start, "X")) ==
             "note-invalid: lib.so: error: its plugin handshake is broken: it does not start with "
             "\"GRFT\"; build it with graft_add_plugin and exactly one GRAFT_PLUGIN");
  const auto with_size = [&](std::uint32_t size) {
    return problem_of(patched_number(start + offsetof(GraftHandshake, struct_size), size));
  };
  BOOST_TEST(with_size(16).find("it says 16 bytes, expected at least 688") != std::string::npos);
  BOOST_TEST(with_size(689).find("at most the 688 of the note") != std::string::npos);
  const std::string unterminated(sizeof(GraftHandshake::plugin_id), 'a');
  BOOST_TEST(problem_of(patched(start + offsetof(GraftHandshake, plugin_id), unterminated))
                 .find("the plugin id is not terminated") != std::string::npos);
  BOOST_TEST(problem_of(patched(start + offsetof(GraftHandshake, plugin_version), {"\0", 1}))
                 .find("the plugin version is empty") != std::string::npos);
  BOOST_TEST(problem_of(patched(start + offsetof(GraftHandshake, sdk_version), "\x1b[2J"))
                 .find("the SDK version is not readable text") != std::string::npos);
  BOOST_TEST(problem_of(patched(start + offsetof(GraftHandshake, fingerprint), "\xff"))
                 .find("the fingerprint is not readable text") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(library_that_makes_the_host_remember_too_much_is_refused) {
  const GraftHandshake handshake = detail::make_handshake("test.small", "2.0.0");
  const std::string note =
      elf_note_bytes({reinterpret_cast<const char*>(&handshake), sizeof(handshake)});
  BOOST_TEST(problem_of(small_elf(note, "lib.so", 4096)) == "no error");
  BOOST_TEST(problem_of(small_elf(note, "lib.so", 4097)) ==
             "elf-invalid: lib.so: error: it links more than 4096 libraries; copy or build the "
             "library again");
  BOOST_TEST(problem_of(small_elf(note, std::string(4095, 'a'))) == "no error");
  BOOST_TEST(problem_of(small_elf(note, std::string(4096, 'a')))
                 .find("the name of a library it links has no end") != std::string::npos);
  BOOST_TEST(problem_of(patched_number<Elf64_Half>(offsetof(Elf64_Ehdr, e_phnum), 1025))
                 .starts_with("elf-invalid: lib.so: error: its header announces 1025 segments"));
  std::string many(std::size_t{1} << 20, '\0');  // notes without name and content
  BOOST_TEST(problem_of(small_elf(note + many)) ==
             "elf-invalid: lib.so: error: it holds ELF notes of more than 1 MiB; copy or build the "
             "library again");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
