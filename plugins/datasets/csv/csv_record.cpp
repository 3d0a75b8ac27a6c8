#include "csv_record.h"

#include <algorithm>
#include <utility>

#include "graft/text_file.h"

namespace graft {

namespace {

/// Reads one record.
class RecordReader {
 public:
  RecordReader(std::string_view text, const CsvFormat& format, const std::string& file,
               CsvRecord& record)
      : text_(text), format_(format), file_(file), record_(record) {}

  void read(std::size_t begin) {
    record_.fields.clear();
    record_.problem.reset();
    at_ = begin;
    while (read_field()) {
    }
  }

 private:
  /// Whether another field follows.
  bool read_field() {
    if (record_.fields.size() == kMostCsvFields) {
      return fail(at_, "more than " + std::to_string(kMostCsvFields) + " fields",
                  "check `delimiter` of the data");
    }
    const bool is_quoted = format_.quotes && at_ < text_.size() && text_[at_] == '"';
    if (!(is_quoted ? read_quoted() : read_plain())) return false;
    if (at_ < text_.size() && text_[at_] == format_.delimiter) {
      ++at_;
      return true;
    }
    record_.end = at_ + line_break_size(text_, at_);
    return false;
  }

  bool read_plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != format_.delimiter && text_[at_] != '\n' &&
           text_[at_] != '\r') {
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '\r' && line_break_size(text_, at_) == 0) {
      return fail(at_, "a carriage return without a line feed",
                  "end lines with a line feed, and put fields with other line breaks in quotes");
    }
    record_.fields.push_back({begin, at_, false});
    return true;
  }

  bool read_quoted() {
    const std::size_t open = at_;
    std::size_t close = text_.find('"', open + 1);
    while (close != std::string_view::npos && close + 1 < text_.size() && text_[close + 1] == '"') {
      close = text_.find('"', close + 2);
    }
    if (close == std::string_view::npos) {
      return fail(open, "the quoted field that begins here has no end",
                  "add the closing quote, or set `quotes: false` where quotes are plain characters",
                  text_.size());
    }
    at_ = close + 1;
    if (at_ < text_.size() && text_[at_] != format_.delimiter && line_break_size(text_, at_) == 0) {
      const Problem begin = problem_at(text_, open, file_, "", "");
      return fail(at_,
                  "text behind the closing quote of the field that begins in line " +
                      std::to_string(begin.line) + ", column " + std::to_string(begin.column),
                  "double the quotes inside of a field, or set `quotes: false` where quotes are "
                  "plain characters");
    }
    record_.fields.push_back({open + 1, close, true});
    return true;
  }

  bool fail(std::size_t at, std::string message, std::string hint) {
    return fail(at, std::move(message), std::move(hint),
                std::min(text_.find('\n', at), text_.size() - 1) + 1);
  }
  bool fail(std::size_t at, std::string message, std::string hint, std::size_t end) {
    record_.problem = problem_at(text_, at, file_, "bad-csv", std::move(message), std::move(hint));
    record_.end = end;
    return false;
  }

  std::string_view text_;
  const CsvFormat& format_;
  const std::string& file_;
  CsvRecord& record_;
  std::size_t at_ = 0;
};

}  // namespace

void read_csv_record(std::string_view text, std::size_t begin, const CsvFormat& format,
                     const std::string& file, CsvRecord& record) {
  RecordReader(text, format, file, record).read(begin);
}

std::string csv_text(std::string_view text, const CsvField& field) {
  std::string value(text.substr(field.begin, field.end - field.begin));
  if (!field.is_quoted) return value;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    value[kept++] = value[i];
    if (value[i] == '"') ++i;  // the second of two
  }
  value.resize(kept);
  return value;
}

std::size_t line_break_size(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with('\n')) return 1;
  return text.substr(at).starts_with("\r\n") ? 2 : 0;
}

}  // namespace graft
