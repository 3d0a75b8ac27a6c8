#include "framework/report/html.h"

#include "framework/report/utf8.h"

namespace graft {

std::string escape_html(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const char32_t character = next_character(text, offset);
    const bool control = (character < 0x20 && character != '\n' && character != '\t') ||
                         (character >= 0x7f && character < 0xa0);
    if (character == '&') {
      result += "&amp;";
    } else if (character == '<') {
      result += "&lt;";
    } else if (character == '>') {
      result += "&gt;";
    } else if (character == '"') {
      result += "&quot;";
    } else if (character == '\'') {
      result += "&#39;";
    } else if (control || character == 0xfffd) {
      result += "\xef\xbf\xbd";
    } else {
      result += text.substr(begin, offset - begin);
    }
  }
  return result;
}

}  // namespace graft
