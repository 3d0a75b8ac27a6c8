#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace graft {

/// Throws InputError with one problem at a byte of the text.
[[noreturn]] void fail_in_text(std::string_view text, const std::string& file, std::size_t offset,
                               std::string code, std::string message, std::string hint);

/// Refuses text that is too long, is not UTF-8 or holds control characters. Throws InputError.
void check_yaml_text(std::string_view text, const std::string& file);

}  // namespace graft
