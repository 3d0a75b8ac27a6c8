#include "documents.h"

#include <algorithm>

namespace graft {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Length without the carriage return that ends lines of some systems.
std::size_t trimmed_size(std::string_view line) {
  return line.ends_with('\r') ? line.size() - 1 : line.size();
}

}  // namespace

std::vector<TextRange> find_documents(std::string_view text, const std::string& document) {
  const std::size_t start = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  if (document == "file") {
    if (start == text.size()) return {};
    return {{start, text.size() - start}};
  }
  const bool by_line = document == "line";
  std::vector<TextRange> documents;
  bool inside = false;  // a paragraph
  for (std::size_t begin = start; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (is_blank(line)) {
      inside = false;
    } else if (by_line || !inside) {
      documents.push_back({begin, trimmed_size(line)});
      inside = true;
    } else {
      documents.back().size = begin + trimmed_size(line) - documents.back().begin;
    }
    begin = end + 1;
  }
  return documents;
}

std::size_t held_out_begin(std::string_view text, double share) {
  const auto wanted = static_cast<std::size_t>(static_cast<double>(text.size()) * (1.0 - share));
  const std::size_t line = text.find('\n', wanted == 0 ? 0 : wanted - 1);
  if (line != std::string_view::npos && line + 1 < text.size()) return line + 1;
  std::size_t begin = wanted;
  while (begin < text.size() && (text[begin] & 0xc0) == 0x80) ++begin;
  return begin;
}

}  // namespace graft
