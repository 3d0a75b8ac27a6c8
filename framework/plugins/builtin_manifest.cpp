#include <filesystem>
#include <string>
#include <system_error>
#include <dlfcn.h>

#include "framework/plugins/catalog.h"

namespace graft {
namespace {

constexpr const char* kBelowLibraries = "graft/plugins/plugins.yaml";

/// The folder of the file that this code was loaded from; empty where that is unknown.
std::filesystem::path folder_of_this_library() {
  Dl_info info;
  if (dladdr(reinterpret_cast<const void*>(&folder_of_this_library), &info) == 0) return {};
  std::error_code error;
  return std::filesystem::canonical(info.dli_fname, error).parent_path();
}

}  // namespace

std::string builtin_manifest() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path beside =
      program.parent_path().parent_path() / "lib" / kBelowLibraries;
  if (!error && std::filesystem::exists(beside, error)) return beside.string();
  // Another program embeds the host: what was installed with the library.
  const std::filesystem::path embedded = folder_of_this_library() / kBelowLibraries;
  return std::filesystem::exists(embedded, error) ? embedded.string() : beside.string();
}

}  // namespace graft
