#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

inline constexpr const char* kDatasetInterface = "graft.dataset/1";

/// One named value of an example: text, number, list of words, or picture ([channels, height,
/// width] u8).
using Cell = std::variant<std::string, std::int64_t, double, std::vector<std::string>, Tensor>;

/// One example: columns by name. Usual names: `text`, `label`, `text_pair`, `source`, `target`,
/// `tokens`, `tags`, `question`, `context`, `answer`, `image`, `caption`.
struct GRAFT_API Example {
  std::map<std::string, Cell> columns;
  std::string file = {};  // that it stands in, for messages; empty: in none, or it is not known
  int line = 0;           // of the file, 1-based; 0: unknown

  /// Throws InputError naming the missing column and those that are there.
  const Cell& at(const std::string& column) const;
  /// The column as text; numbers are spelled out, lists joined by spaces. Throws InputError for
  /// pictures.
  std::string text(const std::string& column) const;
};

/// Examples by index, in named splits. Threads may share one instance.
class GRAFT_API Dataset {
 public:
  virtual ~Dataset();

  /// Among "train", "validation", "test"; those that exist.
  virtual std::vector<std::string> splits() const = 0;
  /// Number of examples. Throws InputError for a split that does not exist.
  virtual std::int64_t size(const std::string& split) const = 0;
  /// The same example for the same index, always. Throws InputError when out of range.
  virtual Example example(const std::string& split, std::int64_t index) const = 0;
};

}  // namespace graft
