#include "framework/plugins/index_cache.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <fcntl.h>
#include <unistd.h>

#include <xxhash.h>

#include "graft/error.h"
#include "graft/file.h"

namespace graft {
namespace {

constexpr std::int64_t kLargestIndex = std::int64_t{256} << 20;  // bytes

std::string index_path(const std::string& manifest, const std::string& folder) {
  const XXH128_hash_t hash = XXH3_128bits(manifest.data(), manifest.size());
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string name;
  for (const XXH64_hash_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) name += kDigits[(half >> shift) & 15];
  }
  return folder + "/manifest-" + name + ".index";
}

std::optional<ManifestIndex> load(const std::string& path, const std::string& manifest) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  try {
    auto index = ManifestIndex::decode(read_file(path, kLargestIndex), manifest);
    if (index && index->is_current()) return index;
  } catch (const Error&) {
    // Unreadable is as good as absent.
  }
  return std::nullopt;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Not synced: an index that a crash leaves damaged fails its checksum and is written again.
void store(const std::string& path, const std::string& folder, const std::string& bytes) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  std::string temporary = path + ".XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return;
  const bool written = write_all(descriptor, bytes);
  if (close(descriptor) != 0 || !written || rename(temporary.c_str(), path.c_str()) != 0) {
    unlink(temporary.c_str());
  }
}

}  // namespace

std::string cache_folder() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value && value[0] == '/' ? value : "");
  };
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache + "/graft";
  if (const std::string home = variable("HOME"); !home.empty()) return home + "/.cache/graft";
  return "";
}

ManifestIndex open_index(const std::string& manifest, const std::string& folder) {
  const std::string real = real_manifest_path(manifest);
  const std::string path = folder.empty() ? "" : index_path(real, folder);
  if (!path.empty()) {
    if (auto index = load(path, real)) return *std::move(index);
  }
  const Manifest read = read_manifest(manifest);
  std::string bytes = ManifestIndex::encode(read, real);
  if (!path.empty()) store(path, folder, bytes);
  auto index = ManifestIndex::decode(std::move(bytes), real);
  if (!index)
    throw Error(manifest + ": its index cannot be read back. This is a mistake of Graft.");
  return *std::move(index);
}

}  // namespace graft
