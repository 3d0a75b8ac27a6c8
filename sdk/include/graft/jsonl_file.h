#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/row_file.h"
#include "graft/value.h"

namespace graft {

/// A file with one JSON object a line; blank lines do not count. Holds the text, and 16 bytes a
/// row.
class GRAFT_API JsonlFile : public RowFile {
 public:
  /// Reads the file; looks at no row yet. Throws InputError for a file that cannot be read or is in
  /// another encoding than UTF-8.
  explicit JsonlFile(std::string path);

  const std::string& path() const override { return path_; }
  std::size_t size() const override { return rows_.size(); }
  /// The object of a row. Throws InputError with file, line and column.
  Value row(std::size_t index) const override;
  int line(std::size_t index) const override { return rows_[index].line; }

 private:
  struct Row {
    std::size_t begin = 0;
    int line = 0;  // 1-based
  };

  std::string path_;
  std::string content_;
  std::vector<Row> rows_;
};

}  // namespace graft
