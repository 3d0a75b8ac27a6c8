#pragma once

#include <string>
#include <vector>

namespace graft {

/// A stretch of a template: words of its own, or the name of a field.
struct TemplatePart {
  std::string words;
  std::string field;  // not empty: `{field}`, and `words` is empty
};

/// Cuts a template such as `Review: {text}` into its parts, once and for all: what fills a field is
/// never read as a template again. `{{` and `}}` are braces. `name` is the option's, for messages.
/// Throws InputError for a brace without its partner and for an empty field.
std::vector<TemplatePart> parse_template(const std::string& text, const std::string& name);

}  // namespace graft
