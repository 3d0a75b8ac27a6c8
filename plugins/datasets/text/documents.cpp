#include "documents.h"

#include <algorithm>

#include "graft/text_file.h"
#include "graft/utf8.h"

namespace graft {

namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

std::vector<TextRange> find_documents(std::string_view text, const std::string& document) {
  const std::size_t start = text_begin(text);
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
      documents.push_back({begin, line.size()});
      inside = true;
    } else {
      documents.back().size = begin + line.size() - documents.back().begin;
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
  while (begin < text.size() && continues_character(text[begin])) ++begin;
  return begin;
}

}  // namespace graft
