#include "framework/plugins/library_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <fcntl.h>
#include <unistd.h>

#include "graft/error.h"

namespace graft {
namespace {

constexpr off_t kLargestLibrary = off_t{1} << 30;  // bytes

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

[[noreturn]] void fail_missing(const std::string& path, int cause) {
  if (cause == ENOENT || cause == ENOTDIR) {
    throw PluginError(path, "file-missing", "there is no such file",
                      "build or install the plugin, or correct `library` in the manifest");
  }
  throw PluginError(path, "file-unreadable",
                    std::string("cannot be opened: ") + std::strerror(cause),
                    "check the permissions of the file and of its folders");
}

const char* name_of_type(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

void check_type(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) {
    throw PluginError(path, "not-a-file",
                      std::string("not a library but ") + name_of_type(status.st_mode),
                      "name the .so file itself in the manifest");
  }
  if (status.st_size == 0) {
    throw PluginError(path, "file-empty", "the file is empty", "copy or build the library again");
  }
  if (status.st_size > kLargestLibrary) {
    throw PluginError(path, "file-too-large",
                      "the file has " + std::to_string(status.st_size) + " bytes, more than 1 GiB",
                      "move large data out of the library");
  }
}

// A folder with the sticky bit, such as /tmp, lets nobody replace a file of somebody else.
void check_permissions(const std::string& path, const struct stat& status) {
  if (status.st_mode & S_IWOTH) {
    throw PluginError(path, "world-writable", "every user of this machine may change this file",
                      "run: chmod o-w " + path);
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  struct stat above;
  if (stat(folder.c_str(), &above) == 0 && (above.st_mode & S_IWOTH) &&
      !(above.st_mode & S_ISVTX)) {
    throw PluginError(path, "world-writable",
                      "every user of this machine may replace files in its folder",
                      "run: chmod o-w " + folder);
  }
}

std::string read_content(int descriptor, std::size_t size, const std::string& path) {
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = read(descriptor, content.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_missing(path, errno);
    if (count == 0) break;  // shrunk meanwhile: judged as it is now
    done += static_cast<std::size_t>(count);
  }
  content.resize(done);
  return content;
}

}  // namespace

LibraryFile read_library_file(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) fail_missing(path, errno);
  check_type(path, status);  // before opening: opening a device may have effects

  std::error_code error;
  const std::string real = std::filesystem::canonical(path, error).string();
  if (error) fail_missing(path, error.value());
  const Descriptor file{open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (file.number < 0 || fstat(file.number, &status) != 0) fail_missing(path, errno);
  check_type(path, status);
  check_permissions(real, status);
  return {real, read_content(file.number, static_cast<std::size_t>(status.st_size), path),
          stamp_of(status)};
}

}  // namespace graft
