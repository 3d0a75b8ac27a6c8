#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// "1.4" is {1, 4, 0}. None for text that is not one to three numbers with dots between.
std::optional<std::array<int, 3>> parse_version(std::string_view text);

/// SDK versions that a plugin runs with, as a manifest writes them: `>=1.0,<2`.
class VersionRange {
 public:
  /// Comparisons (`>=`, `>`, `<=`, `<`, `==`) separated by commas. None where `text` is anything
  /// else.
  static std::optional<VersionRange> parse(std::string_view text);

  bool contains(const std::array<int, 3>& version) const;

 private:
  enum class Comparison { kAtLeast, kAbove, kAtMost, kBelow, kEqual };
  struct Bound {
    Comparison comparison;
    std::array<int, 3> version;
  };
  static std::optional<Bound> parse_bound(std::string_view text);

  std::vector<Bound> bounds_;
};

/// What a plugin built with this SDK runs with: ">=1.2,<2" for "1.2.3".
std::string compatible_range(const std::array<int, 3>& version);

}  // namespace graft
