#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graft/error.h"
#include "plugins/datasets/csv/csv.h"
#include "tests/fuzz/memory_file.h"

namespace {

/// A data set of a file, its options chosen by `choice`.
graft::CsvOptions options_of(unsigned choice, const std::string& path) {
  constexpr const char* kDelimiters[] = {",", ";", ",", "tab"};
  graft::CsvOptions options;
  options.path = path;
  options.delimiter = kDelimiters[choice & 3u];
  options.quotes = (choice & 4u) == 0;
  if ((choice & 8u) != 0) options.columns = {"text", "label"};
  if ((choice & 16u) != 0) options.numbers = {"label"};
  return options;
}

std::string quoted(const std::string& text) {
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
  return field + '"';
}

/// The same table with commas between quoted fields.
std::string written(const graft::CsvFile& file) {
  std::string table;
  for (std::size_t row = 0; row < file.size(); ++row) {
    std::string names;
    std::string values;
    const graft::Value value = file.row(row);
    for (const graft::Value::Member& member : value.as_map()) {
      names += (names.empty() ? "" : ",") + quoted(member.key);
      values += (values.empty() ? "" : ",") + quoted(member.value.as_string());
    }
    if (row == 0) table = names + "\n";
    table += values + "\n";
  }
  return table;
}

}  // namespace

/// Any file is a data set of which every row can be read, or an InputError; a table that is written
/// anew reads the same.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const graft::MemoryFile file;
  if (size == 0) return 0;
  file.write({reinterpret_cast<const char*>(data) + 1, size - 1});
  const graft::CsvOptions options = options_of(data[0], file.path());
  std::string table;
  try {
    const graft::Csv dataset(options);
    const std::int64_t rows = dataset.size("train");
    if (rows == 0) __builtin_trap();
    for (std::int64_t row = 0; row < rows; ++row) dataset.example("train", row);
    graft::CsvLayout layout = options.layout(options.path);
    layout.numbers.clear();
    layout.words.clear();
    table = written(graft::CsvFile(options.path, layout));
  } catch (const graft::InputError&) {
    return 0;
  }
  file.write(table);
  if (written(graft::CsvFile(options.path, graft::CsvLayout())) != table) __builtin_trap();
  return 0;
}
