#include "framework/plugins/index_cache.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "graft/error.h"

namespace graft {
namespace {

constexpr off_t kLargestIndex = off_t{256} << 20;  // bytes

std::string index_path(const std::string& manifest, const std::string& folder) {
  const XXH128_hash_t hash = XXH3_128bits(manifest.data(), manifest.size());
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string name;
  for (const XXH64_hash_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) name += kDigits[(half >> shift) & 15];
  }
  return folder + "/manifest-" + name + ".index";
}

/// A file mapped into memory; it is never written to, only replaced.
struct MappedFile {
  void* start = MAP_FAILED;
  std::size_t size = 0;

  explicit MappedFile(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    struct stat status;
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size > 0 && status.st_size <= kLargestIndex) {
      size = static_cast<std::size_t>(status.st_size);
      start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
    }
    if (descriptor >= 0) close(descriptor);
  }
  ~MappedFile() {
    if (start != MAP_FAILED) munmap(start, size);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
};

std::optional<ManifestIndex> load(const std::string& path, const std::string& manifest) {
  auto file = std::make_shared<const MappedFile>(path);
  if (file->start == MAP_FAILED) return std::nullopt;
  const std::string_view bytes(static_cast<const char*>(file->start), file->size);
  auto index = ManifestIndex::decode(std::move(file), bytes, manifest);
  return index && index->is_current() ? std::move(index) : std::nullopt;
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
  const auto bytes = std::make_shared<const std::string>(ManifestIndex::encode(read, real));
  if (!path.empty()) store(path, folder, *bytes);
  auto index = ManifestIndex::decode(bytes, *bytes, real);
  if (!index)
    throw Error(manifest + ": its index cannot be read back. This is a mistake of Graft.");
  return *std::move(index);
}

}  // namespace graft
