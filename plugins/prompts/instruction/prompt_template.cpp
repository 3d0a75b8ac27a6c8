#include "prompt_template.h"

#include <algorithm>
#include <string_view>

#include "graft/error.h"
#include "graft/utf8.h"

namespace graft {

namespace {

[[noreturn]] void fail(const std::string& name, std::string_view text, std::size_t offset,
                       const std::string& what) {
  const auto begins_character = [](char c) { return !continues_character(c); };
  const auto before = std::count_if(
      text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), begins_character);
  throw InputError(
      "bad-template", name + ": character " + std::to_string(before + 1) + ": " + what,
      "write a column's name in braces, `{text}`, and `{{` or `}}` for a brace itself");
}

void add_words(std::vector<TemplatePart>& parts, std::string_view words) {
  if (words.empty()) return;
  if (parts.empty() || !parts.back().field.empty()) parts.emplace_back();
  parts.back().words += words;
}

}  // namespace

std::vector<TemplatePart> parse_template(const std::string& text, const std::string& name) {
  std::vector<TemplatePart> parts;
  const std::string_view view = text;
  for (std::size_t offset = 0; offset < view.size();) {
    const std::size_t brace = view.find_first_of("{}", offset);
    add_words(parts, view.substr(offset, brace - offset));
    if (brace == std::string_view::npos) break;
    if (view.substr(brace + 1, 1) == view.substr(brace, 1)) {
      add_words(parts, view.substr(brace, 1));
      offset = brace + 2;
      continue;
    }
    if (view[brace] == '}') fail(name, view, brace, "`}` without `{` before it");
    const std::size_t end = view.find_first_of("{}", brace + 1);
    if (end == std::string_view::npos || view[end] == '{') {
      fail(name, view, brace, "`{` without `}` behind it");
    }
    if (end == brace + 1) fail(name, view, brace, "`{}` names no field");
    parts.push_back({"", std::string(view.substr(brace + 1, end - brace - 1))});
    offset = end + 1;
  }
  return parts;
}

}  // namespace graft
