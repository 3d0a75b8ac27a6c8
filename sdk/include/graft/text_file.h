#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "graft/error.h"
#include "graft/export.h"

namespace graft {

/// A problem at the byte `offset` of the content of a file, with line and column. An offset beyond
/// the end stands for the end.
GRAFT_API Problem problem_at(std::string_view content, std::size_t offset, const std::string& file,
                             std::string code, std::string message, std::string hint = "");

/// Reads a file that should hold text in UTF-8. Throws InputError for a file that cannot be read,
/// or begins as UTF-16 or UTF-32 do; looks at nothing behind its beginning.
GRAFT_API std::string read_text_file(const std::string& path);

/// Where the text of a file begins: behind the byte order mark of UTF-8, if it has one.
GRAFT_API std::size_t text_begin(std::string_view content);

/// Ends lines that end with a carriage return and a line feed with the latter alone.
GRAFT_API void use_line_feeds(std::string& text);

/// Reads a text to learn a vocabulary from, without byte order mark, lines ended by line feeds.
/// Throws InputError for a file that cannot be read, is a folder, or is not UTF-8.
GRAFT_API std::string read_training_text(const std::string& path);

/// Throws InputError for the first byte in [begin, end) of the content of `file` that is not UTF-8
/// or is NUL: with line, column and offset.
GRAFT_API void require_text(std::string_view content, std::size_t begin, std::size_t end,
                            const std::string& file);

}  // namespace graft
