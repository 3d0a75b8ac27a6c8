#pragma once

#include <optional>
#include <string>
#include <vector>

#include "csv_file.h"
#include "graft/column_fields.h"
#include "graft/options.h"
#include "graft/row_dataset.h"

namespace graft {

struct CsvOptions : ColumnFields {
  std::string path;
  double validation_share = 0.0;
  std::optional<std::string> delimiter;
  bool quotes = true;
  std::vector<std::string> columns;
  std::vector<std::string> numbers;

  static Schema<CsvOptions> schema();
  /// How one of the files is read.
  CsvLayout layout(const std::string& file) const;
};

/// Tables as RFC 4180 has them: rows of fields that the first row names, or the option `columns`.
/// Every field is a column of its own name, unless an option reads a column from it. Fields hold
/// text; those of the columns `tokens` and `tags` words between spaces, those that `numbers` names
/// numbers. Holds the files as text and reads a row when it is asked for.
/// Throws InputError for text that is not UTF-8, quotes without an end and rows with too few or too
/// many fields: file, line and (where a character is to blame) column, up to 20 at once.
class Csv : public RowDataset {
 public:
  explicit Csv(const CsvOptions& options);
};

}  // namespace graft
