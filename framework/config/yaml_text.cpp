#include "framework/config/yaml_text.h"

#include <algorithm>
#include <utility>

#include "framework/config/yaml_limits.h"
#include "graft/error.h"
#include "graft/file.h"

namespace graft {

void fail_in_text(std::string_view text, const std::string& file, std::size_t offset,
                  std::string code, std::string message, std::string hint) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::string_view line_so_far =
      before.substr(newline == std::string_view::npos ? 0 : newline + 1);
  const auto column = std::count_if(line_so_far.begin(), line_so_far.end(), [](char character) {
    return (static_cast<unsigned char>(character) & 0xC0) != 0x80;
  });
  const auto line = std::count(before.begin(), before.end(), '\n');
  throw InputError({Problem{file, static_cast<int>(line) + 1, static_cast<int>(column) + 1,
                            std::move(code), std::move(message), std::move(hint)}});
}

void check_yaml_text(std::string_view text, const std::string& file) {
  if (text.size() > kMaxYamlBytes) {
    throw InputError({Problem{file, 0, 0, "too-large",
                              "the file has " + std::to_string(text.size()) + " bytes, more than " +
                                  std::to_string(kMaxYamlBytes),
                              "keep data out of configuration files"}});
  }
  std::size_t wrong = 0;
  if (!is_valid_utf8(text, &wrong)) {
    fail_in_text(text, file, wrong, "encoding", "this is not UTF-8 text",
                 "save the file in the UTF-8 encoding");
  }
  for (std::size_t offset = 0; offset < text.size(); ++offset) {
    const auto byte = static_cast<unsigned char>(text[offset]);
    const bool is_line_end =
        byte == '\n' || (byte == '\r' && offset + 1 < text.size() && text[offset + 1] == '\n');
    if (is_line_end || byte == '\t' || (byte >= 0x20 && byte != 0x7F)) continue;
    fail_in_text(text, file, offset, "control-character",
                 "a control character (byte " + std::to_string(byte) + ")",
                 "remove it, or write it as an escape in double quotes");
  }
}

}  // namespace graft
