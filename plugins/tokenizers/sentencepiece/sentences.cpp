#include "sentences.h"

#include <algorithm>
#include <string_view>

#include "graft/utf8.h"

namespace graft {

namespace {

/// Bytes of the next part of a line that is too long.
std::size_t part_size(std::string_view line) {
  if (line.size() <= kLongestSentence) return line.size();
  const std::size_t space = line.rfind(' ', kLongestSentence);
  if (space != std::string_view::npos && space > 0) return space;
  std::size_t size = kLongestSentence;
  while (continues_character(line[size])) --size;  // the text is UTF-8
  return size;
}

void add_line(std::string_view line, std::vector<std::string>& sentences) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (!line.empty()) {
    const std::size_t size = part_size(line);
    sentences.emplace_back(line.substr(0, size));
    line.remove_prefix(size);
  }
}

}  // namespace

std::vector<std::string> read_sentences(const TextSource& texts) {
  std::vector<std::string> sentences;
  for (std::string text; texts(text);) {
    const std::string valid = replace_invalid_utf8(text);
    for (std::size_t begin = 0; begin < valid.size();) {
      const std::size_t end = std::min(valid.find('\n', begin), valid.size());
      add_line(std::string_view(valid).substr(begin, end - begin), sentences);
      begin = end + 1;
    }
  }
  return sentences;
}

}  // namespace graft
