#pragma once

#include <string>

#include "framework/plugins/file_stamp.h"

namespace graft {

/// A library's whole content and which file it came from.
struct LibraryFile {
  std::string path;  // absolute, without symbolic links
  std::string content;
  FileStamp stamp;
};

/// Reads a library that is about to be judged. Nothing but a regular file of at most 1 GiB is ever
/// opened. Throws PluginError naming `path`: file-missing, not-a-file, file-unreadable, file-empty,
/// file-too-large, and world-writable where anybody could replace it.
LibraryFile read_library_file(const std::string& path);

}  // namespace graft
