#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graft/error.h"

namespace graft {

/// How a table is written.
struct CsvFormat {
  char delimiter = ',';
  bool quotes = true;  // fields may stand in double quotes
};

/// A field where it stands in the text, without the quotes around it.
struct CsvField {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_quoted = false;
};

/// A record: the fields of one row, which may have line breaks inside quotes.
struct CsvRecord {
  std::vector<CsvField> fields;
  std::size_t end = 0;  // behind its line break, where the next record begins
  std::optional<Problem> problem;
};

/// Most fields of a record.
inline constexpr std::size_t kMostCsvFields = 4096;

/// Reads the record that begins at `begin`, which is inside of `text`, into `record`. Where it is
/// wrong, `problem` says so and `end` is the start of the line behind the mistake. `file` is to
/// blame.
///
/// Source: RFC 4180. Beyond it, lines may end with a line feed alone, and a quote inside of a field
/// that does not begin with one is a character as any other.
void read_csv_record(std::string_view text, std::size_t begin, const CsvFormat& format,
                     const std::string& file, CsvRecord& record);

/// What a field says: doubled quotes are single.
std::string csv_text(std::string_view text, const CsvField& field);

/// Bytes of the line break at `at`; 0 where there is none.
std::size_t line_break_size(std::string_view text, std::size_t at);

}  // namespace graft
