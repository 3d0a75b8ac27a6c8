#pragma once

#include <cstddef>
#include <string>

namespace graft {

/// How many references the hypotheses have, as sacreBLEU's signatures say it.
class ReferenceCount {
 public:
  void add(std::size_t count) {
    is_variable_ = is_variable_ || (count_ != 0 && count_ != count);
    count_ = count;
  }
  /// A number, or "var" where not all have the same.
  std::string text() const { return is_variable_ ? "var" : std::to_string(count_); }

 private:
  std::size_t count_ = 0;
  bool is_variable_ = false;
};

}  // namespace graft
