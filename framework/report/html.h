#pragma once

#include <string>
#include <string_view>

namespace graft {

/// Text as it may stand anywhere in HTML or SVG, quoted attributes included: markup becomes
/// entities, what is not UTF-8 or may not occur in a document becomes U+FFFD.
std::string escape_html(std::string_view text);

}  // namespace graft
