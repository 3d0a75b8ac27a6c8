#include "graft/text_file.h"

#include <algorithm>
#include <utility>

#include "graft/file.h"
#include "text_encoding.h"

namespace graft {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

Problem problem_at(std::string_view content, std::size_t offset, const std::string& file,
                   std::string code, std::string message, std::string hint) {
  const std::string_view before = content.substr(0, std::min(offset, content.size()));
  const std::size_t line_break = before.rfind('\n');
  const std::string_view line = before.substr(line_break == std::string_view::npos
                                                  ? std::min(text_begin(content), before.size())
                                                  : line_break + 1);
  const auto is_character_start = [](char c) { return (c & 0xc0) != 0x80; };
  Problem problem{file, 0, 0, std::move(code), std::move(message), std::move(hint)};
  problem.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  problem.column =
      1 + static_cast<int>(std::count_if(line.begin(), line.end(), is_character_start));
  return problem;
}

std::string read_text_file(const std::string& path) {
  std::string content = read_file(path);
  require_no_other_encoding(content, path);
  return content;
}

std::size_t text_begin(std::string_view content) {
  return content.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

void require_text(std::string_view content, std::size_t begin, std::size_t end,
                  const std::string& file) {
  const std::string_view text = content.substr(begin, end - begin);
  std::size_t offset = 0;
  const bool is_utf8 = is_valid_utf8(text, &offset);
  const std::size_t nul = text.substr(0, is_utf8 ? text.size() : offset).find('\0');
  if (nul != std::string_view::npos) {
    throw InputError(
        {problem_at(content, begin + nul, file, "nul-byte",
                    "a NUL byte at offset " + std::to_string(begin + nul) + ", which no text has",
                    "the file is damaged, binary, or in another encoding such as "
                    "UTF-16; write it anew as UTF-8")});
  }
  if (!is_utf8) throw InputError({not_utf8(content, begin + offset, file)});
}

}  // namespace graft
