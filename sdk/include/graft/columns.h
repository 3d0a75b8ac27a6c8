#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graft/export.h"
#include "graft/roles/dataset.h"
#include "graft/row_file.h"
#include "graft/value.h"

namespace graft {

/// What the cells of a column hold, in every row.
enum class CellKind {
  kText,     // strings; true and false as words
  kInteger,  // numbers without a fraction
  kNumber,   // numbers
  kWords,    // lists of strings or numbers
  kJson,     // of no one kind: strings as they are, everything else as JSON
};

/// Columns of a data set, and the fields of its rows that they come from.
class GRAFT_API Columns {
 public:
  /// `fields`: field by column, where they differ from each other. Every other field is a column of
  /// its own name, unless that name is taken. `strict`: columns that must hold one kind of value.
  Columns(std::map<std::string, std::string> fields, std::vector<std::string> strict)
      : fields_(std::move(fields)), strict_(std::move(strict)) {}

  /// Looks at all rows of a file. Appends what is wrong, up to kMostRowProblems in all: rows with
  /// other fields than the first, values of other kinds than those before, fields that are missing.
  void learn(const RowFile& file, std::vector<Problem>& problems);

  /// The example in a row of a file that was learnt from.
  Example example(const Value& row) const;

 private:
  struct Column {
    std::string field;
    bool strict = false;
    std::optional<CellKind> kind;  // nullopt until a row has been seen
  };

  void find_columns(const RowFile& file, const Value& row, std::vector<Problem>& problems);
  void learn_row(const RowFile& file, std::size_t index, const Value& row,
                 std::vector<Problem>& problems);

  std::map<std::string, std::string> fields_;
  std::vector<std::string> strict_;
  std::map<std::string, Column> columns_;  // by name
};

}  // namespace graft
