#include "framework/report/page_table.h"

#include <algorithm>

#include "framework/report/html.h"
#include "graft/json.h"

namespace graft {
namespace {

void flatten(const Value& tree, const std::string& path, std::size_t column, std::size_t columns,
             std::vector<PageRow>& rows) {
  if (tree.is_map() && tree.size() > 0) {
    for (const auto& [key, value, mark] : tree.as_map()) {
      flatten(value, path.empty() ? key : path + "." + key, column, columns, rows);
    }
    return;
  }
  auto row = std::find_if(rows.begin(), rows.end(),
                          [&path](const PageRow& other) { return other.name == path; });
  if (row == rows.end()) {
    rows.push_back({path, std::vector<std::string>(columns)});
    row = rows.end() - 1;
  }
  row->cells[column] = escape_html(plain_text(tree));
}

}  // namespace

std::string side_by_side(const std::vector<std::string>& labels, const std::vector<PageRow>& rows) {
  if (rows.empty()) return "";
  std::string result = "<div class=\"scroll\"><table>\n";
  if (labels.size() > 1) {
    result += "<tr><th></th>";
    for (const std::string& label : labels) result += "<th>" + escape_html(label) + "</th>";
    result += "</tr>\n";
  }
  for (const PageRow& row : rows) {
    const bool differs = std::any_of(row.cells.begin(), row.cells.end(),
                                     [&row](const auto& cell) { return cell != row.cells[0]; });
    result += differs ? "<tr class=\"differs\">" : "<tr>";
    result += "<td>" + escape_html(row.name) + "</td>";
    for (const std::string& cell : row.cells) result += "<td>" + cell + "</td>";
    result += "</tr>\n";
  }
  return result + "</table></div>\n";
}

std::vector<PageRow> flattened(const std::vector<const Value*>& trees) {
  std::vector<PageRow> rows;
  for (std::size_t i = 0; i < trees.size(); ++i) {
    if (trees[i] == nullptr || trees[i]->is_null()) continue;
    flatten(*trees[i], "", i, trees.size(), rows);
  }
  return rows;
}

std::string plain_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (!value.source_text().empty()) return value.source_text();
  if (!value.is_list()) return write_json(value);
  std::string text = "[";
  for (const Value& entry : value.as_list()) {
    if (text.size() > 1) text += ", ";
    text += plain_text(entry);
  }
  return text + "]";
}

}  // namespace graft
