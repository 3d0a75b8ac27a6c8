#include "framework/report/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace graft {
namespace {

std::string digits(double value, std::chars_format format, int precision) {
  std::array<char, 64> buffer{};
  const auto [end, code] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
  return code == std::errc() ? std::string(buffer.data(), end) : "?";
}

}  // namespace

std::string format_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const double size = std::abs(value);
  if (size == 0) return "0.0000";
  if (size < 1e-4 || size >= 1e5) return digits(value, std::chars_format::scientific, 2);
  const int decimals = size < 10 ? 4 : size < 100 ? 2 : size < 1000 ? 1 : 0;
  return digits(value, std::chars_format::fixed, decimals);
}

std::string format_count(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first = text[0] == '-' ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string format_interval(std::optional<double> low, std::optional<double> high) {
  if (!low || !high) return "";
  return "[" + format_number(*low) + ", " + format_number(*high) + "]";
}

std::string format_duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "?";
  if (seconds < 10) return digits(seconds, std::chars_format::fixed, 1) + " s";
  if (seconds >= 1e12) return digits(seconds, std::chars_format::scientific, 2) + " s";
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

}  // namespace graft
