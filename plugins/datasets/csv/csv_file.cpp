#include "csv_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "graft/options.h"
#include "graft/text_file.h"
#include "graft/utf8.h"

namespace graft {

namespace {

/// A number that is all of the text but for spaces around it.
std::optional<Value> number_in(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(" \t") + 1 - first);
  const char* const end = text.data() + text.size();
  std::int64_t integer = 0;
  const auto whole = std::from_chars(text.data(), end, integer);
  if (whole.ec == std::errc() && whole.ptr == end) return Value(integer);
  double number = 0.0;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number)) return std::nullopt;
  return Value(number);
}

std::vector<std::string> words_in(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  std::vector<std::string> words;
  for (std::size_t end = 0;;) {
    const std::size_t begin = text.find_first_not_of(kSpaces, end);
    if (begin == std::string_view::npos) return words;
    end = std::min(text.find_first_of(kSpaces, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
  }
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string delimiter_name(char delimiter) {
  return delimiter == '\t' ? "tab" : std::string(1, delimiter);
}

}  // namespace

CsvFile::CsvFile(std::string path, CsvLayout layout)
    : path_(std::move(path)), layout_(std::move(layout)), content_(read_text_file(path_)) {
  if (!layout_.names.empty()) set_kinds(0);
  find_rows();
}

void CsvFile::find_rows() {
  std::vector<Problem> problems;
  CsvRecord record;
  Row row{text_begin(content_), 1};
  while (row.begin < content_.size() && problems.size() < kMostRowProblems) {
    if (const std::size_t blank = line_break_size(content_, row.begin); blank > 0) {
      row = {row.begin + blank, row.line + 1};
      continue;
    }
    read_csv_record(content_, row.begin, layout_.format, path_, record);
    try {
      if (record.problem) throw InputError({*record.problem});
      require_text(content_, row.begin, record.end, path_);
      take_record(record, row);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      if (kinds_.empty()) break;  // without names no row can be checked
    }
    const auto breaks =
        std::count(content_.begin() + static_cast<std::ptrdiff_t>(row.begin),
                   content_.begin() + static_cast<std::ptrdiff_t>(record.end), '\n');
    row = {record.end, row.line + static_cast<int>(breaks)};
  }
  if (problems.size() > kMostRowProblems) problems.resize(kMostRowProblems);
  if (!problems.empty()) throw InputError(std::move(problems));
}

void CsvFile::take_record(const CsvRecord& record, const Row& row) {
  if (kinds_.empty()) return take_header(record, row.line);
  if (record.fields.size() != layout_.names.size()) {
    throw InputError({wrong_size(record.fields.size(), row.line)});
  }
  const auto is_name = [this](const CsvField& field, const std::string& name) {
    return csv_text(content_, field) == name;
  };
  if (header_line_ == 0 && rows_.empty() &&
      std::equal(record.fields.begin(), record.fields.end(), layout_.names.begin(), is_name)) {
    throw InputError(
        {Problem{path_, row.line, 0, "conflicting-option",
                 "the first row has the names that `columns` gives", "remove `columns`"}});
  }
  rows_.push_back(row);
}

void CsvFile::take_header(const CsvRecord& record, int line) {
  std::set<std::string> seen;
  std::vector<Problem> problems;
  for (const CsvField& field : record.fields) {
    std::string name = csv_text(content_, field);
    const bool is_first = layout_.names.empty();
    if (name.empty() && !is_first) {
      problems.push_back(problem_at(content_, field.begin, path_, "missing-name",
                                    "the header has a field without a name", "name it"));
    } else if (!seen.insert(name).second) {
      problems.push_back(problem_at(content_, field.begin, path_, "duplicate-name",
                                    "the header has the field `" + name + "` twice",
                                    "rename one of them"));
    }
    layout_.names.push_back(std::move(name));
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  require_delimiter(record);
  header_line_ = line;
  set_kinds(line);
}

/// A header of one field that holds semicolons or tabs is one of several fields, unless the options
/// say what stands between them.
void CsvFile::require_delimiter(const CsvRecord& header) const {
  if (!layout_.is_delimiter_assumed || layout_.names.size() != 1) return;
  const std::size_t found = layout_.names.front().find_first_of(";\t");
  if (found == std::string::npos) return;
  const std::string other = delimiter_name(layout_.names.front()[found]);
  const std::string assumed = delimiter_name(layout_.format.delimiter);
  throw InputError({problem_at(content_, header.fields.front().begin, path_, "other-delimiter",
                               "the header is one field, which holds a `" + other + "`",
                               "write `delimiter: \"" + other + "\"` in the data, or `\"" +
                                   assumed + "\"` where it is one field")});
}

/// Once the names are known. `line`: of the header.
void CsvFile::set_kinds(int line) {
  for (const std::string& number : layout_.numbers) {
    if (contains(layout_.names, number)) continue;
    const std::string near = nearest(number, layout_.names);
    throw InputError({Problem{path_, line, 0, "missing-field",
                              "no field `" + number + "`, which `numbers` names",
                              near.empty() ? "" : "did you mean `" + near + "`?"}});
  }
  for (const std::string& name : layout_.names) {
    kinds_.push_back(contains(layout_.numbers, name) ? FieldKind::kNumber
                     : contains(layout_.words, name) ? FieldKind::kWords
                                                     : FieldKind::kText);
  }
}

Problem CsvFile::wrong_size(std::size_t found, int line) const {
  const std::size_t expected = layout_.names.size();
  const std::string delimiter = delimiter_name(layout_.format.delimiter);
  std::string hint = "put fields that hold the delimiter `" + delimiter + "` in quotes";
  if (found < expected) hint = "give all rows the same fields";
  if (found == 1 || expected == 1) {
    hint = "is `" + delimiter + "` the delimiter? `delimiter` of the data sets another";
  }
  return {path_,
          line,
          0,
          "other-fields",
          "the row has " + std::to_string(found) + (found == 1 ? " field" : " fields") +
              ", expected " + std::to_string(expected),
          hint};
}

Value CsvFile::row(std::size_t index) const {
  CsvRecord record;
  read_csv_record(content_, rows_[index].begin, layout_.format, path_, record);
  Value row = Value::map();
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    if (layout_.names[i].empty()) continue;  // the first: numbers of rows, as some programs write
    row.as_map().push_back(
        {layout_.names[i], value(index, i, csv_text(content_, record.fields[i])), Mark()});
  }
  return row;
}

Value CsvFile::value(std::size_t index, std::size_t field, std::string text) const {
  if (kinds_[field] == FieldKind::kText) return text;
  if (kinds_[field] == FieldKind::kWords) return words_in(text);
  if (const auto number = number_in(text)) return *number;
  throw InputError({problem(index, "wrong-type",
                            "field `" + layout_.names[field] + "`: expected a number, got \"" +
                                replace_invalid_utf8(text.substr(0, 40)) + "\"",
                            "write one, or take the field out of `numbers`")});
}

int CsvFile::fields_line() const {
  return header_line_ > 0 ? header_line_ : RowFile::fields_line();
}

}  // namespace graft
