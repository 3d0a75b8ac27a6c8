#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// Finds characters that a model does not know. The library makes one token of a run of them, in
/// time that grows with the square of its length: of a long run, whose inside changes nothing, only
/// both ends are handed to it.
class UnknownRuns {
 public:
  /// Whether the normalization of the model leaves a text as it is.
  using IsKept = std::function<bool(std::string_view text)>;

  static constexpr std::size_t kEnd = 32;  // characters that are kept at either end of a run

  /// `pieces`: the texts of all pieces, UTF-8.
  UnknownRuns(const std::vector<std::string>& pieces, IsKept is_kept);

  /// The text, which is UTF-8, without the insides of long runs. A character belongs to a run when
  /// no piece has it, and normalization keeps it, also next to the one before it.
  std::string shortened(std::string text) const;

 private:
  class Run;
  bool is_known(char32_t character) const { return is_known_[character]; }

  std::vector<bool> is_known_;  // by code point: it is in a piece
  IsKept is_kept_;
};

}  // namespace graft
