#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "graft/error.h"

namespace graft {

/// The problem that the byte at `offset` of the content of `file` begins no character of UTF-8.
Problem not_utf8(std::string_view content, std::size_t offset, const std::string& file);

/// Throws InputError where the content of `file` begins with the byte order mark of UTF-16 or
/// UTF-32.
void require_no_other_encoding(std::string_view content, const std::string& file);

}  // namespace graft
