#include "framework/plugins/preflight.h"

#include <algorithm>
#include <filesystem>

#include "framework/plugins/fingerprint_check.h"
#include "framework/plugins/folder_limit.h"
#include "framework/plugins/library_file.h"
#include "framework/plugins/sha256.h"
#include "framework/plugins/version_range.h"
#include "graft/error.h"
#include "graft/handshake.h"
#include "graft/version.h"

namespace graft {
namespace {

std::string place(const LibraryPromise& promise) {
  return promise.manifest + ":" + std::to_string(promise.line);
}

// Two copies of the standard library in one process cannot exchange strings or exceptions. A plugin
// without a private copy always links the shared one, because registering allocates.
void check_runtime(const ElfLibrary& library, const std::string& path) {
  const auto is_runtime = [](const std::string& name) {
    return name.starts_with("libstdc++.so") || name.starts_with("libc++.so");
  };
  if (std::none_of(library.needed.begin(), library.needed.end(), is_runtime)) {
    throw PluginError(path, "private-runtime",
                      "does not link the shared C++ standard library, which the host uses",
                      "link the plugin without -static-libstdc++");
  }
}

void check_promise(const CheckedLibrary& library, const LibraryPromise& promise,
                   const HostIdentity& host) {
  const auto fail = [&](const char* code, const std::string& message, const std::string& hint) {
    throw PluginError(library.path, code, message, hint);
  };
  const std::string where = place(promise);
  if (library.handshake.plugin_id != promise.plugin_id ||
      library.handshake.plugin_version != promise.plugin_version) {
    fail("manifest-mismatch",
         "is plugin " + library.handshake.plugin_id + " " + library.handshake.plugin_version +
             ", " + where + " says " + promise.plugin_id + " " + promise.plugin_version,
         "write the manifest anew with: graft plugins manifest " + library.path);
  }
  const auto range = VersionRange::parse(promise.sdk);
  const auto version = parse_version(host.sdk_version);
  if (!range || !version || !range->contains(*version)) {
    fail("sdk-mismatch",
         "wants SDK " + promise.sdk + " (" + where + "), this host has " + host.sdk_version,
         "install a plugin for this SDK, or build it again with it");
  }
  if (library.sha256 != promise.sha256) {
    fail("hash-mismatch",
         "is not the file that " + where + " lists: its sha256 is " + library.sha256 +
             ", the manifest says " + promise.sha256,
         "install the library again; or, if it was changed on purpose, write the manifest anew "
         "with: "
         "graft plugins manifest " +
             library.path);
  }
}

}  // namespace

HostIdentity host_identity() {
  return {GRAFT_ABI_MAJOR, GRAFT_ABI_MINOR, sdk_version(), sdk_fingerprint()};
}

void check_handshake(const Handshake& handshake, const HostIdentity& host,
                     const std::string& library) {
  if (handshake.abi_major != host.abi_major || handshake.abi_minor > host.abi_minor) {
    const auto text = [](std::uint32_t major, std::uint32_t minor) {
      return std::to_string(major) + "." + std::to_string(minor);
    };
    const bool newer =
        handshake.abi_major > host.abi_major ||
        (handshake.abi_major == host.abi_major && handshake.abi_minor > host.abi_minor);
    throw PluginError(library, "abi-mismatch",
                      "plugin " + handshake.plugin_id + " is built for plugin ABI " +
                          text(handshake.abi_major, handshake.abi_minor) + " (SDK " +
                          handshake.sdk_version + "), this host speaks " +
                          text(host.abi_major, host.abi_minor) + " (SDK " + host.sdk_version + ")",
                      newer
                          ? "install a newer host, or build the plugin with SDK " + host.sdk_version
                          : "build the plugin again with SDK " + host.sdk_version);
  }
  const auto differences = compare_fingerprints(handshake.fingerprint, host.fingerprint);
  if (differences.empty()) return;
  std::string found;
  std::string fix;
  for (const FingerprintDifference& difference : differences) {
    found += (found.empty() ? "" : ", ") + difference.key + " is " + difference.plugin +
             " (host: " + difference.host + ")";
    if (fix.find(difference.fix) == std::string::npos) {
      fix += (fix.empty() ? "" : "; ") + difference.fix;
    }
  }
  throw PluginError(
      library, "fingerprint-mismatch",
      "plugin " + handshake.plugin_id + " is built differently from this host: " + found, fix);
}

CheckedLibrary check_library(const std::string& path, const LibraryPromise* promise,
                             const HostIdentity& host) {
  const LibraryFile file = read_library_file(path);
  if (promise) {
    const std::string folder = std::filesystem::path(promise->manifest).parent_path().string();
    if (!lies_in_folder(file.path, folder)) {
      throw PluginError(
          path, "path-escape",
          "is a link to " + file.path + ", outside " + folder + ", the folder of its manifest",
          "put the library itself into that folder");
    }
  }
  const ElfLibrary library = read_elf_library(file.content, path);
  check_handshake(library.handshake, host, path);
  check_runtime(library, path);
  CheckedLibrary checked{file.path, sha256_hex(file.content), library.handshake, file.stamp};
  if (promise) check_promise(checked, *promise, host);
  return checked;
}

}  // namespace graft
