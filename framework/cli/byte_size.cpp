#include "framework/cli/byte_size.h"

#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "graft/error.h"

namespace graft {

namespace {

constexpr double kMost = 9e18;

constexpr std::pair<std::string_view, double> kUnits[] = {
    {"", 1.0},       {"B", 1.0},     {"KB", 1e3},     {"MB", 1e6},
    {"GB", 1e9},     {"TB", 1e12},   {"KiB", 1024.0}, {"MiB", 1024.0 * 1024.0},
    {"GiB", 0x1p30}, {"TiB", 0x1p40}};

}  // namespace

std::uint64_t read_byte_size(const std::string& option, const std::string& text) {
  double number = 0.0;
  const auto [rest, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const auto& [name, factor] : kUnits) {
    if (error != std::errc() || unit != name) continue;
    const double bytes = number * factor;
    if (bytes >= 1.0 && bytes <= kMost) return static_cast<std::uint64_t>(bytes);
  }
  throw InputError("bad-value",
                   option + ": expected a size such as 200MB or 5GB, got \"" + text + "\"",
                   "units are KB, MB, GB, TB, KiB, MiB, GiB and TiB");
}

}  // namespace graft
