#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "columns.h"
#include "graft/jsonl_file.h"
#include "graft/options.h"
#include "graft/roles/dataset.h"

namespace graft {

/// The field that a column is read from; none: the field with the column's own name, if there is
/// one.
using FieldName = std::optional<std::string>;

struct JsonlOptions {
  std::string path;
  double validation_share = 0.0;
  FieldName text;
  FieldName text_pair;
  FieldName label;
  FieldName source;
  FieldName target;
  FieldName tokens;
  FieldName tags;
  FieldName question;
  FieldName context;
  FieldName answer;

  static Schema<JsonlOptions> schema();
  /// The fields that are given, by column.
  std::map<std::string, std::string> fields() const;
};

/// One JSON object a line. Every field is a column of its own name, unless an option reads a column
/// from it. Holds the files as text and reads a row when it is asked for.
/// Throws InputError for rows that are no JSON objects, have other fields than the first row, or
/// other types: file, line and (where a character is to blame) column, up to 20 at once.
class Jsonl : public Dataset {
 public:
  explicit Jsonl(const JsonlOptions& options);

  std::vector<std::string> splits() const override;
  std::int64_t size(const std::string& split) const override;
  Example example(const std::string& split, std::int64_t index) const override;

 private:
  struct Split {
    const JsonlFile* file = nullptr;  // one of files_
    std::int64_t begin = 0;           // rows of the file
    std::int64_t end = 0;
  };

  void hold_out(const std::string& path, double share);
  const Split& split_at(const std::string& split) const;

  Columns columns_;
  std::vector<JsonlFile> files_;
  std::map<std::string, Split> splits_;
};

}  // namespace graft
