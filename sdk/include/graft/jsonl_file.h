#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "graft/export.h"
#include "graft/value.h"

namespace graft {

/// A file with one JSON object a line; blank lines do not count. Holds the text, and 16 bytes a
/// row.
class GRAFT_API JsonlFile {
 public:
  /// Reads the file; looks at no row yet. Throws InputError.
  explicit JsonlFile(std::string path);

  const std::string& path() const { return path_; }
  std::size_t size() const { return rows_.size(); }
  /// The object of a row. Throws InputError with file, line and column.
  Value row(std::size_t index) const;
  /// A problem in that row.
  Problem problem(std::size_t index, std::string code, std::string message,
                  std::string hint = "") const;

 private:
  struct Row {
    std::size_t begin = 0;
    int line = 0;  // 1-based
  };

  std::string_view text(std::size_t index) const;

  std::string path_;
  std::string content_;
  std::vector<Row> rows_;
};

}  // namespace graft
