#pragma once

#include <string>
#include <vector>

namespace graft {

/// A table of plain text: columns two spaces apart, a rule under the header, aligned by display
/// width (Chinese characters take two columns).
struct TextTable {
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // one text per column

  /// Every line ends with a newline and has no blanks before it.
  std::string text() const;
};

}  // namespace graft
