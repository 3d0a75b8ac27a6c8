#pragma once

#include <string>

#include "framework/plugins/elf_note.h"
#include "framework/plugins/file_stamp.h"

namespace graft {

/// What this host is, as far as plugins must agree with it.
struct HostIdentity {
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor = 0;
  std::string sdk_version;
  std::string fingerprint;
};

/// The running host's.
HostIdentity host_identity();

/// What a manifest promises about a library.
struct LibraryPromise {
  std::string plugin_id;
  std::string plugin_version;
  std::string sha256;    // lower-case hexadecimal
  std::string sdk;       // version range
  std::string manifest;  // the file that says so
  int line = 0;          // where in it
};

/// A library that may be loaded.
struct CheckedLibrary {
  std::string path;  // absolute, without symbolic links
  std::string sha256;
  Handshake handshake;
  FileStamp stamp;
};

/// Throws PluginError naming `library` where the host cannot work with this plugin: abi-mismatch,
/// fingerprint-mismatch.
void check_handshake(const Handshake& handshake, const HostIdentity& host,
                     const std::string& library);

/// Everything that can be found out before any code of the library runs. `promise` may be null:
/// nothing was promised. Throws PluginError naming `path`: what reading the file and its note
/// throws (library_file.h, elf_note.h), what `check_handshake` throws, private-runtime,
/// manifest-mismatch, sdk-mismatch, hash-mismatch, path-escape.
CheckedLibrary check_library(const std::string& path, const LibraryPromise* promise,
                             const HostIdentity& host = host_identity());

}  // namespace graft
