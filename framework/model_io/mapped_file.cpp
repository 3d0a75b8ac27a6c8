#include "framework/model_io/mapped_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/model_io/guarded_copy.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::uint64_t kWindow = std::uint64_t{32} << 20;

std::uint64_t page_size() {
  static const auto size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

/// A mapping that ends with its scope.
class Window {
 public:
  Window(int file, std::uint64_t offset, std::uint64_t size)
      : size_(size),
        begin_(::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file,
                      static_cast<off_t>(offset))) {}
  ~Window() {
    if (is_mapped()) ::munmap(begin_, size_);
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool is_mapped() const { return begin_ != MAP_FAILED; }
  const char* begin() const { return static_cast<const char*>(begin_); }

 private:
  std::size_t size_;
  void* begin_;
};

}  // namespace

MappedFile::MappedFile(std::string path) : path_(std::move(path)) {
  // Without O_NONBLOCK a pipe of that name would block for ever.
  file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) {
    fail("file-unreadable", std::string("cannot be read: ") + std::strerror(errno),
         "check the path and who may read it");
  }
  struct stat status = {};
  if (::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(file_);
    fail("file-unreadable", "is not a regular file", "check the path");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

MappedFile::~MappedFile() { ::close(file_); }

void MappedFile::fail(std::string code, std::string message, std::string hint) const {
  throw InputError({Problem{path_, 0, 0, std::move(code), std::move(message), std::move(hint)}});
}

void MappedFile::check_size() const {
  struct stat status = {};
  if (::fstat(file_, &status) != 0 || static_cast<std::uint64_t>(status.st_size) != size_) {
    fail("truncated-file",
         "had " + std::to_string(size_) + " bytes when it was opened and now has " +
             std::to_string(status.st_size),
         "another program changes it; fetch it again");
  }
}

void MappedFile::copy_window(std::uint64_t offset, char* target, std::uint64_t count) const {
  const std::uint64_t start = offset - offset % page_size();
  const Window window(file_, start, offset - start + count);
  const bool is_copied =
      window.is_mapped() && guarded_copy(target, window.begin() + (offset - start), count);
  // Behind the new end of a file its last page reads as zeros, without a signal.
  check_size();
  if (!is_copied) {
    fail("file-unreadable",
         std::string("cannot be ") + (window.is_mapped() ? "read" : "mapped") + " at byte " +
             std::to_string(offset),
         "check the disk");
  }
}

void MappedFile::copy(std::uint64_t offset, void* target, std::uint64_t count) const {
  auto* bytes = static_cast<char*>(target);
  while (count > 0) {
    const std::uint64_t piece = std::min(kWindow, count);
    copy_window(offset, bytes, piece);
    bytes += piece;
    offset += piece;
    count -= piece;
  }
}

}  // namespace graft
