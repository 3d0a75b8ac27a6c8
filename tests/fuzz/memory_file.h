#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace graft {

/// A file in memory that holds each input in turn.
class MemoryFile {
 public:
  MemoryFile() : file_(::memfd_create("input", MFD_CLOEXEC)) {
    if (file_ < 0) std::abort();
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  void write(std::string_view content) const {
    const auto size = static_cast<ssize_t>(content.size());
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, content.data(), content.size(), 0) != size) {
      std::abort();
    }
  }

 private:
  int file_;
};

}  // namespace graft
