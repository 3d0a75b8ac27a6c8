#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// A piece of a file, in bytes.
struct TextRange {
  std::size_t begin = 0;
  std::size_t size = 0;
};

/// The documents of a text. `document` is "file": all of it; "line": each line that is not blank,
/// without its end; "paragraph": lines between blank ones, without the end of the last. A byte
/// order mark at the start belongs to none.
std::vector<TextRange> find_documents(std::string_view text, const std::string& document);

/// Where the last `share` of a text begins: at the start of a line if there is one, else of a
/// character.
std::size_t held_out_begin(std::string_view text, double share);

}  // namespace graft
