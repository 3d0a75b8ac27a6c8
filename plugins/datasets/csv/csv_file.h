#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "csv_record.h"
#include "graft/row_file.h"

namespace graft {

/// What the options of a data set say about its files.
struct CsvLayout {
  CsvFormat format;
  std::vector<std::string> names;     // of the fields; empty: the first record is the header
  std::vector<std::string> numbers;   // fields that hold numbers; the others hold text
  std::vector<std::string> words;     // fields that hold words with spaces between them
  bool is_delimiter_assumed = false;  // nobody said it
};

/// A table in a text file; empty lines do not count. Holds the text, and 16 bytes a row.
class CsvFile : public RowFile {
 public:
  /// Reads the file and finds its rows. Throws InputError with file, line and column: text that is
  /// not UTF-8, quotes without an end, rows with other numbers of fields than names, names that are
  /// missing or occur twice, a header that another delimiter would cut; up to kMostRowProblems at
  /// once.
  CsvFile(std::string path, CsvLayout layout);

  const std::string& path() const override { return path_; }
  std::size_t size() const override { return rows_.size(); }
  /// Throws InputError for a field of numbers that holds none.
  Value row(std::size_t index) const override;
  int line(std::size_t index) const override { return rows_[index].line; }
  int fields_line() const override;

 private:
  struct Row {
    std::size_t begin = 0;
    int line = 0;  // 1-based
  };
  enum class FieldKind { kText, kNumber, kWords };

  void find_rows();
  void take_record(const CsvRecord& record, const Row& row);
  void take_header(const CsvRecord& record, int line);
  void require_delimiter(const CsvRecord& header) const;
  void set_kinds(int line);
  Problem wrong_size(std::size_t found, int line) const;
  Value value(std::size_t index, std::size_t field, std::string text) const;

  std::string path_;
  CsvLayout layout_;
  std::string content_;
  int header_line_ = 0;  // 0: the layout names the fields
  std::vector<FieldKind> kinds_;
  std::vector<Row> rows_;
};

}  // namespace graft
