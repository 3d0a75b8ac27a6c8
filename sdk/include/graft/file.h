#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "graft/export.h"

namespace graft {

/// Reads a whole regular file. Throws InputError when it is missing, a folder, unreadable or larger
/// than `limit` bytes.
GRAFT_API std::string read_file(const std::string& path,
                                std::int64_t limit = std::int64_t{4} << 30);

/// The first `count` bytes of a regular file, or all of a shorter one. Throws InputError.
GRAFT_API std::string read_file_start(const std::string& path, std::size_t count);

/// Replaces a file so that a crash at any instant leaves the old or the new content: writes a
/// temporary file beside it, syncs, renames, syncs the folder. Throws Error naming path and cause.
GRAFT_API void write_file(const std::string& path, std::string_view content);

/// True where `text` is valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF). When it
/// is not, `offset` (if given) receives the first wrong byte's position.
GRAFT_API bool is_valid_utf8(std::string_view text, std::size_t* offset = nullptr);

}  // namespace graft
