#include "csv.h"

#include <algorithm>
#include <map>
#include <memory>

#include "graft/error.h"
#include "graft/split_files.h"

namespace graft {

namespace {

constexpr const char* kTab = "tab";

/// The option `columns`. Throws InputError when a name is empty or occurs twice.
const std::vector<std::string>& checked_names(const std::vector<std::string>& names) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (name->empty()) throw InputError("bad-value", "columns: a name is empty", "name the field");
    if (std::find(names.begin(), name, *name) == name) continue;
    throw InputError("bad-value", "columns: `" + *name + "` occurs twice", "rename one of them");
  }
  return names;
}

/// The fields that hold words: those that columns of lists are read from. `fields`: by column,
/// where they differ; one that another column is read from holds what that column does.
std::vector<std::string> word_fields(const std::map<std::string, std::string>& fields) {
  std::vector<std::string> words;
  for (const std::string column : {"tokens", "tags", "labels"}) {
    const auto given = fields.find(column);
    const bool is_taken = std::any_of(fields.begin(), fields.end(), [&column](const auto& entry) {
      return entry.second == column;
    });
    if (given != fields.end()) {
      words.push_back(given->second);
    } else if (!is_taken) {
      words.push_back(column);
    }
  }
  return words;
}

}  // namespace

Schema<CsvOptions> CsvOptions::schema() {
  Schema<CsvOptions> schema;
  schema
      .field("path", &CsvOptions::path,
             "a CSV or TSV file, or a folder with train.csv, valid.csv and test.csv (or .tsv)",
             required(), graft::path())
      .field("validation_share", &CsvOptions::validation_share,
             "share of the training rows, spread over them, that validates where no file does",
             in_range(0.0, 0.9))
      .field("delimiter", &CsvOptions::delimiter,
             "between the fields; unset: tab in files that end in .tsv, else a comma",
             one_of({",", ";", kTab}))
      .field("quotes", &CsvOptions::quotes,
             "fields may stand in double quotes; false: quotes are characters as any other")
      .field("columns", &CsvOptions::columns, "names of the fields, for files without a header")
      .field("numbers", &CsvOptions::numbers, "fields that hold numbers");
  add_to(schema);
  return schema;
}

CsvLayout CsvOptions::layout(const std::string& file) const {
  CsvLayout layout;
  const std::string by_ending = file.ends_with(".tsv") ? kTab : ",";
  const std::string between = delimiter.value_or(by_ending);
  layout.format.delimiter = between == kTab ? '\t' : between.front();
  layout.format.quotes = quotes;
  layout.names = checked_names(columns);
  layout.numbers = numbers;
  layout.words = word_fields(fields());
  layout.is_delimiter_assumed = !delimiter;
  return layout;
}

Csv::Csv(const CsvOptions& options)
    : RowDataset(
          "csv", find_split_files(options.path, {".csv", ".tsv"}),
          [&options](const std::string& path) {
            return std::make_unique<CsvFile>(path, options.layout(path));
          },
          Columns(options.fields(), ColumnFields::names())) {
  hold_out(options.path, options.validation_share);
}

}  // namespace graft
