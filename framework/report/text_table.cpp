#include "framework/report/text_table.h"

#include <algorithm>

#include "framework/report/utf8.h"

namespace graft {
namespace {

// Most cells are, and lists can be long.
bool is_plain_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char byte) { return byte >= ' ' && byte <= '~'; });
}

// Control characters of data must not move a terminal's cursor.
std::string printable(const std::string& text) {
  if (is_plain_ascii(text)) return text;
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    const char32_t character = next_character(text, offset);
    const bool control = character < 0x20 || (character >= 0x7f && character < 0xa0);
    result += control ? " " : text.substr(begin, offset - begin);
  }
  return result;
}

std::size_t width_of(const std::string& cell) {
  return is_plain_ascii(cell) ? cell.size() : display_width(printable(cell));
}

}  // namespace

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = width_of(columns[i].title);
    for (const auto& row : rows) width = std::max(width, width_of(row.at(i)));
    widths.push_back(width);
  }

  std::string result;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string gap(widths[i] - width_of(cells[i]), ' ');
      const bool right = columns[i].align == Align::kRight;
      if (i > 0) line += "  ";
      line += right ? gap + printable(cells[i]) : printable(cells[i]) + gap;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + "\n";
  };

  std::vector<std::string> titles;
  std::vector<std::string> rule;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    titles.push_back(columns[i].title);
    rule.emplace_back(widths[i], '-');
  }
  add_line(titles);
  add_line(rule);
  for (const auto& row : rows) add_line(row);
  return result;
}

}  // namespace graft
