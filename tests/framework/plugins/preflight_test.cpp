#include "framework/plugins/preflight.h"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "framework/plugins/sha256.h"
#include "graft/file.h"
#include "graft/sanitizers.h"
#include "tests/framework/plugins/plugin_fixture.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

std::string problem_of(const std::string& path, const LibraryPromise* promise = nullptr,
                       const HostIdentity& host = host_identity()) {
  return plugin_problem([&] { check_library(path, promise, host); });
}

/// What a right manifest beside the library promises.
LibraryPromise promise_for(const PluginFolder& folder, const std::string& library) {
  return {"test.good",
          "1.2.3",
          sha256_hex(read_file(library)),
          ">=1.0,<2",
          folder.path("plugins.yaml"),
          5};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(preflight)

BOOST_AUTO_TEST_CASE(good_library_passes) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  const LibraryPromise promise = promise_for(folder, library);
  const CheckedLibrary checked = check_library(library, &promise);
  BOOST_TEST(checked.path == library);
  BOOST_TEST(checked.sha256 == promise.sha256);
  BOOST_TEST(checked.handshake.plugin_id == "test.good");
}

BOOST_AUTO_TEST_CASE(what_is_no_readable_file_is_refused) {
  const PluginFolder folder;
  const std::string missing = folder.path("missing.so");
  BOOST_TEST(
      problem_of(missing) ==
      "file-missing: " + missing +
          ": error: there is no such file; build or install the plugin, or correct `library` "
          "in the manifest");
  BOOST_TEST(problem_of(folder.path("")).starts_with("not-a-file: "));
  BOOST_TEST(
      problem_of("/dev/null") ==
      "not-a-file: /dev/null: error: not a library but a device; name the .so file itself in "
      "the manifest");
  const std::string pipe = folder.path("pipe.so");
  BOOST_TEST_REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_TEST(problem_of(pipe).find("error: not a library but a named pipe") != std::string::npos);
  const std::string empty = folder.write("empty.so", "");
  BOOST_TEST(problem_of(empty) ==
             "file-empty: " + empty +
                 ": error: the file is empty; copy or build the library again");
  const std::string text = folder.write("text.so", "I am a library\n");
  BOOST_TEST(problem_of(text).starts_with("not-elf: "));
}

BOOST_AUTO_TEST_CASE(unreadable_library_is_refused) {
  if (geteuid() == 0) {
    BOOST_TEST_MESSAGE("skipped: root may read everything");
    return;
  }
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  fs::permissions(library, fs::perms::none);
  BOOST_TEST(problem_of(library).starts_with("file-unreadable: "));
}

BOOST_AUTO_TEST_CASE(what_anybody_could_replace_is_refused) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  fs::permissions(library, fs::perms::others_write, fs::perm_options::add);
  BOOST_TEST(problem_of(library) ==
             "world-writable: " + library +
                 ": error: every user of this machine may change this file; run: chmod o-w " +
                 library);
  fs::permissions(library, fs::perms::others_write, fs::perm_options::remove);
  const std::string above = fs::path(library).parent_path().string();
  fs::permissions(above, fs::perms::others_write, fs::perm_options::add);
  BOOST_TEST(problem_of(library).find("run: chmod o-w " + above) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_abi_is_refused_with_both_values) {
  HostIdentity host = host_identity();
  const std::string library = broken_library("newer_abi");
  BOOST_TEST(
      problem_of(library) ==
      "abi-mismatch: " + library +
          ": error: plugin test.newer-abi is built for plugin ABI 99.0 (SDK 1.0.0), this host "
          "speaks 1.0 (SDK 1.0.0); install a newer host, or build the plugin with SDK 1.0.0");
  host.abi_major = 2;
  host.sdk_version = "2.1.0";
  BOOST_TEST(problem_of(broken_library("good"), nullptr, host)
                 .find("plugin ABI 1.0 (SDK 1.0.0), this host speaks 2.0 (SDK 2.1.0); build the "
                       "plugin again with SDK 2.1.0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(older_minor_abi_passes_and_newer_does_not) {
  const HostIdentity host = host_identity();
  Handshake handshake = check_library(broken_library("good"), nullptr).handshake;
  HostIdentity newer = host;
  newer.abi_minor += 1;
  check_handshake(handshake, newer, "lib.so");
  handshake.abi_minor = host.abi_minor + 1;
  BOOST_TEST(plugin_problem([&] {
               check_handshake(handshake, host, "lib.so");
             }).starts_with("abi-mismatch: "));
}

BOOST_AUTO_TEST_CASE(other_string_abi_is_refused_key_by_key) {
  const std::string problem = problem_of(broken_library("old_string_abi"));
  BOOST_TEST(problem.starts_with("fingerprint-mismatch: "));
  BOOST_TEST(problem.find("plugin test.old-string-abi is built differently from this host: "
                          "string_abi is old (host: cxx11), layout is ") != std::string::npos);
  BOOST_TEST(problem.find("; compile the plugin with -D_GLIBCXX_USE_CXX11_ABI=1; ") !=
             std::string::npos);
}

#if !GRAFT_ADDRESS_SANITIZER
BOOST_AUTO_TEST_CASE(private_standard_library_is_refused) {
  const std::string library = broken_library("private_runtime");
  BOOST_TEST(
      problem_of(library) ==
      "private-runtime: " + library +
          ": error: does not link the shared C++ standard library, which the host uses; link "
          "the plugin without -static-libstdc++");
}
#endif

BOOST_AUTO_TEST_CASE(other_hash_is_refused_with_both_values) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  LibraryPromise promise = promise_for(folder, library);
  const std::string right = promise.sha256;
  promise.sha256 = std::string(64, '0');
  BOOST_TEST(
      problem_of(library, &promise) ==
      "hash-mismatch: " + library + ": error: is not the file that " + folder.path("plugins.yaml") +
          ":5 lists: its sha256 is " + right + ", the manifest says " + promise.sha256 +
          "; install the library again; or, if it was changed on purpose, write the manifest "
          "anew with: graft plugins manifest " +
          library);
}

BOOST_AUTO_TEST_CASE(other_plugin_than_the_manifest_says_is_refused) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  LibraryPromise promise = promise_for(folder, library);
  promise.plugin_version = "1.2.4";
  BOOST_TEST(problem_of(library, &promise)
                 .find("is plugin test.good 1.2.3, " + folder.path("plugins.yaml") +
                       ":5 says test.good 1.2.4") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_sdk_than_the_manifest_asks_for_is_refused) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  LibraryPromise promise = promise_for(folder, library);
  promise.sdk = ">=1.4,<2";
  BOOST_TEST(problem_of(library, &promise)
                 .find("wants SDK >=1.4,<2 (" + folder.path("plugins.yaml") +
                       ":5), this host has 1.0.0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(link_out_of_the_folder_of_the_manifest_is_refused) {
  const PluginFolder folder;
  const std::string library = folder.copy_library("good");
  folder.write("inside/keep", "");
  const std::string link = folder.path("inside/good.so");
  fs::create_symlink(library, link);
  LibraryPromise promise = promise_for(folder, library);
  BOOST_TEST(problem_of(link, &promise) == "no error");  // the manifest lies above both
  promise.manifest = folder.path("inside/plugins.yaml");
  BOOST_TEST(problem_of(link, &promise) ==
             "path-escape: " + link + ": error: is a link to " + library + ", outside " +
                 folder.path("inside") +
                 ", the folder of its manifest; put the library itself into that folder");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
