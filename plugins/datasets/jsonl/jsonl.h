#pragma once

#include <string>

#include "graft/column_fields.h"
#include "graft/options.h"
#include "graft/row_dataset.h"

namespace graft {

struct JsonlOptions : ColumnFields {
  std::string path;
  double validation_share = 0.0;

  static Schema<JsonlOptions> schema();
};

/// One JSON object a line. Every field is a column of its own name, unless an option reads a column
/// from it. Holds the files as text and reads a row when it is asked for.
/// Throws InputError for files and rows that are not UTF-8, rows that are no JSON objects, have
/// other fields than the first row, or other types: file, line and (where a character is to blame)
/// column, up to 20 at once.
class Jsonl : public RowDataset {
 public:
  explicit Jsonl(const JsonlOptions& options);
};

}  // namespace graft
