#include "framework/plugins/version_range.h"

#include <charconv>
#include <cstddef>
#include <utility>

namespace graft {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::array<int, 3>> parse_version(std::string_view text) {
  std::array<int, 3> version{};
  for (std::size_t part = 0; part < version.size(); ++part) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, version[part]);
    if (error != std::errc() || text.front() == '-') return std::nullopt;
    if (stop == end) return version;
    if (*stop != '.') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
  }
  return std::nullopt;
}

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  while (true) {
    const std::size_t comma = text.find(',');
    const auto bound = parse_bound(trimmed(text.substr(0, comma)));
    if (!bound) return std::nullopt;
    range.bounds_.push_back(*bound);
    if (comma == std::string_view::npos) return range;
    text.remove_prefix(comma + 1);
  }
}

bool VersionRange::contains(const std::array<int, 3>& version) const {
  for (const Bound& bound : bounds_) {
    bool inside = false;
    switch (bound.comparison) {
      case Comparison::kAtLeast:
        inside = version >= bound.version;
        break;
      case Comparison::kAbove:
        inside = version > bound.version;
        break;
      case Comparison::kAtMost:
        inside = version <= bound.version;
        break;
      case Comparison::kBelow:
        inside = version < bound.version;
        break;
      case Comparison::kEqual:
        inside = version == bound.version;
        break;
    }
    if (!inside) return false;
  }
  return true;
}

std::optional<VersionRange::Bound> VersionRange::parse_bound(std::string_view text) {
  static constexpr std::pair<std::string_view, Comparison> kSigns[] = {
      {">=", Comparison::kAtLeast}, {"<=", Comparison::kAtMost}, {"==", Comparison::kEqual},
      {">", Comparison::kAbove},    {"<", Comparison::kBelow},
  };
  for (const auto& [sign, comparison] : kSigns) {
    if (!text.starts_with(sign)) continue;
    const auto version = parse_version(trimmed(text.substr(sign.size())));
    if (!version) return std::nullopt;
    return Bound{comparison, *version};
  }
  return std::nullopt;
}

std::string compatible_range(const std::array<int, 3>& version) {
  return ">=" + std::to_string(version[0]) + "." + std::to_string(version[1]) + ",<" +
         std::to_string(std::int64_t{version[0]} + 1);
}

}  // namespace graft
