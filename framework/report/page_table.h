#pragma once

#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// A row of a table that shows runs side by side: a name and one cell of HTML per run.
struct PageRow {
  std::string name;  // plain text
  std::vector<std::string> cells;
};

/// A table with a column per run, headed by `labels` when there are several; rows whose cells
/// differ are marked then. Empty when there are no rows.
std::string side_by_side(const std::vector<std::string>& labels, const std::vector<PageRow>& rows);

/// Trees laid side by side: one row per dotted path of a scalar or a list, in order of first
/// appearance; null trees have empty columns.
std::vector<PageRow> flattened(const std::vector<const Value*>& trees);

/// A scalar or a list as people write it in a file.
std::string plain_text(const Value& value);

}  // namespace graft
