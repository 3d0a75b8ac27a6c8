#include "graft/row_file.h"

#include <utility>

namespace graft {

RowFile::~RowFile() = default;

int RowFile::fields_line() const { return size() == 0 ? 0 : line(0); }

Problem RowFile::problem(std::size_t index, std::string code, std::string message,
                         std::string hint) const {
  return {path(), line(index), 0, std::move(code), std::move(message), std::move(hint)};
}

}  // namespace graft
