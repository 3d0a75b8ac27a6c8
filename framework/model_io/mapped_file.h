#pragma once

#include <cstdint>
#include <string>

namespace graft {

/// A regular file that is read through memory mappings, one window after the other, so that a file
/// of any size takes neither memory nor address space beyond a window. What is read is copied out:
/// weights train in memory of their own, and a file that is cut short or replaced afterwards can
/// no longer reach them. One that is cut short meanwhile is an error, not a signal.
class MappedFile {
 public:
  /// Throws InputError when the file cannot be opened or is no regular file.
  explicit MappedFile(std::string path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::string& path() const { return path_; }
  /// Bytes at the time it was opened.
  std::uint64_t size() const { return size_; }

  /// Copies the bytes [offset, offset + count), which must lie within `size()`. Throws InputError
  /// when the file has another size by now, or cannot be read.
  void copy(std::uint64_t offset, void* target, std::uint64_t count) const;

 private:
  [[noreturn]] void fail(std::string code, std::string message, std::string hint) const;
  void copy_window(std::uint64_t offset, char* target, std::uint64_t count) const;
  void check_size() const;

  std::string path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace graft
