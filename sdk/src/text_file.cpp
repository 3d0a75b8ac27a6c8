#include "graft/text_file.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "graft/file.h"
#include "graft/utf8.h"
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
  const auto begins_character = [](char c) { return !continues_character(c); };
  Problem problem{file, 0, 0, std::move(code), std::move(message), std::move(hint)};
  problem.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  problem.column = 1 + static_cast<int>(std::count_if(line.begin(), line.end(), begins_character));
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

void use_line_feeds(std::string& text) {
  std::size_t kept = text.find("\r\n");
  if (kept == std::string::npos) return;
  for (std::size_t i = kept; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    text[kept++] = text[i];
  }
  text.resize(kept);
}

std::string read_training_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw InputError({Problem{path, 0, 0, "unreadable-file", "is a folder, expected a text file",
                              "name a file in it"}});
  }
  std::string text = read_file(path);
  require_utf8(text, path);
  text.erase(0, text_begin(text));
  use_line_feeds(text);
  return text;
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
