#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "graft/json.h"
#include "graft/row_file.h"

namespace graft {

/// Rows that stand in the test: one text of JSON each, in line 10, 11 …
class MemoryRows : public RowFile {
 public:
  MemoryRows(std::string path, std::vector<std::string> rows)
      : path_(std::move(path)), rows_(std::move(rows)) {}

  const std::string& path() const override { return path_; }
  std::size_t size() const override { return rows_.size(); }
  Value row(std::size_t index) const override { return parse_json(rows_[index], path_); }
  int line(std::size_t index) const override { return 10 + static_cast<int>(index); }

 private:
  std::string path_;
  std::vector<std::string> rows_;
};

}  // namespace graft
