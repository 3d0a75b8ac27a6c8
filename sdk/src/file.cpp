#include "graft/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "graft/error.h"

namespace graft {

namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int close() {
    const int result = number_ >= 0 ? ::close(number_) : 0;
    number_ = -1;
    return result;
  }

 private:
  int number_;
};

std::string cause() { return std::strerror(errno); }

[[noreturn]] void fail_read(const std::string& path, const std::string& message,
                            const std::string& hint = "") {
  throw InputError({Problem{path, 0, 0, "unreadable-file", message, hint}});
}

int open_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file >= 0) return file;
  fail_read(path, "cannot be read: " + cause(), errno == ENOENT ? "check the path" : "");
}

std::int64_t regular_size(const std::string& path, const Descriptor& file) {
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) fail_read(path, "cannot be read: " + cause());
  if (S_ISDIR(status.st_mode)) fail_read(path, "is a folder, expected a file");
  if (!S_ISREG(status.st_mode)) fail_read(path, "is not a regular file");
  return status.st_size;
}

/// `count` bytes, or fewer where the file has become shorter.
std::string read_bytes(const std::string& path, const Descriptor& file, std::size_t count) {
  std::string content(count, '\0');
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t read = ::read(file.get(), content.data() + filled, content.size() - filled);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) fail_read(path, "cannot be read: " + cause());
    if (read == 0) break;
    filled += static_cast<std::size_t>(read);
  }
  content.resize(filled);
  return content;
}

void sync_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open() || ::fsync(descriptor.get()) != 0) {
    throw Error("cannot sync folder " + folder + ": " + cause());
  }
}

}  // namespace

std::string read_file(const std::string& path, std::int64_t limit) {
  const Descriptor file(open_file(path));
  const std::int64_t size = regular_size(path, file);
  if (size > limit) {
    fail_read(path, "has " + std::to_string(size) + " bytes, at most " + std::to_string(limit) +
                        " are read");
  }
  return read_bytes(path, file, static_cast<std::size_t>(size));
}

std::string read_file_start(const std::string& path, std::size_t count) {
  const Descriptor file(open_file(path));
  const auto size = static_cast<std::size_t>(regular_size(path, file));
  return read_bytes(path, file, std::min(count, size));
}

void write_file(const std::string& path, std::string_view content) {
  const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
  const auto fail = [&temporary, &path](const std::string& what) {
    const std::string message = "cannot write " + path + ": " + what + ": " + cause();
    ::unlink(temporary.c_str());
    throw Error(message);
  };
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.is_open()) fail("open");
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t count = ::write(file.get(), content.data() + written, content.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write");
    written += static_cast<std::size_t>(count);
  }
  if (::fsync(file.get()) != 0) fail("sync");
  if (file.close() != 0) fail("close");
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail("rename");
  sync_folder(path);
}

bool is_valid_utf8(std::string_view text, std::size_t* offset) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = 0;
    std::uint32_t code = 0;
    std::uint32_t least = 0;
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if ((lead & 0xe0) == 0xc0) {
      length = 2, code = lead & 0x1f, least = 0x80;
    } else if ((lead & 0xf0) == 0xe0) {
      length = 3, code = lead & 0x0f, least = 0x800;
    } else if ((lead & 0xf8) == 0xf0) {
      length = 4, code = lead & 0x07, least = 0x10000;
    }
    bool good = length != 0 && i + length <= text.size();
    for (std::size_t k = 1; good && k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      good = (next & 0xc0) == 0x80;
      code = code << 6 | (next & 0x3fu);
    }
    good = good && code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (!good) {
      if (offset != nullptr) *offset = i;
      return false;
    }
    i += length;
  }
  return true;
}

}  // namespace graft
