#include "graft/roles/dataset.h"

#include "graft/error.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {

Dataset::~Dataset() = default;

const Cell& Example::at(const std::string& column) const {
  const auto found = columns.find(column);
  if (found != columns.end()) return found->second;
  std::vector<std::string> names;
  std::string present;
  for (const auto& entry : columns) {
    present += (present.empty() ? "`" : ", `") + entry.first + "`";
    names.push_back(entry.first);
  }
  const std::string near = nearest(column, names);
  throw InputError("missing-column", "the data has no column `" + column + "`",
                   (near.empty() ? "" : "did you mean `" + near + "`? ") +
                       (present.empty() ? "it has no columns" : "it has " + present));
}

std::string Example::text(const std::string& column) const {
  const Cell& cell = at(column);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&cell)) return write_json(Value(*number));
  if (const auto* words = std::get_if<std::vector<std::string>>(&cell)) {
    std::string joined;
    for (const std::string& word : *words) joined += (joined.empty() ? "" : " ") + word;
    return joined;
  }
  throw InputError("wrong-type", "column `" + column + "` holds pictures, expected text");
}

}  // namespace graft
