#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/stat.h>

namespace graft {

/// What changes when somebody writes to, replaces or renames a file, or adds to or removes from a
/// folder.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;                  // bytes; 0 for folders
  std::int64_t modified_nanoseconds = 0;  // since 1970
  std::int64_t changed_nanoseconds = 0;   // since 1970; also moved by rename and chmod

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

FileStamp stamp_of(const struct stat& status);
/// Follows symbolic links. None where there is nothing, or it may not be looked at.
std::optional<FileStamp> stamp_of(const std::string& path);
/// As `stamp_of`, but waits some milliseconds where the file has only just changed: the clock of
/// file times moves in steps, and another change within the same step would not show in the stamp.
std::optional<FileStamp> settled_stamp_of(const std::string& path);

}  // namespace graft
