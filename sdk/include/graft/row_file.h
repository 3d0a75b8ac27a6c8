#pragma once

#include <cstddef>
#include <string>

#include "graft/error.h"
#include "graft/export.h"
#include "graft/value.h"

namespace graft {

/// Problems that are listed before the reading of data ends.
inline constexpr std::size_t kMostRowProblems = 20;

/// A file of rows with named fields, such as one JSON object a line. Threads may share one.
class GRAFT_API RowFile {
 public:
  virtual ~RowFile();

  virtual const std::string& path() const = 0;
  virtual std::size_t size() const = 0;
  /// The fields of a row as a map; `index` < size(). Throws InputError with file and line.
  virtual Value row(std::size_t index) const = 0;
  /// Where a row begins, 1-based.
  virtual int line(std::size_t index) const = 0;
  /// The line that names the fields: unless there is one for it, the first row's.
  virtual int fields_line() const;

  /// A problem in a row.
  Problem problem(std::size_t index, std::string code, std::string message,
                  std::string hint = "") const;
};

}  // namespace graft
