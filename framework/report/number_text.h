#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace graft {

/// A measured number for people, whatever the locale: four decimals below 10, four significant
/// digits up to 100,000, three significant digits with an exponent outside [0.0001, 100,000).
std::string format_number(double value);

/// A whole number with commas between thousands: 1,234,567.
std::string format_count(std::int64_t value);

/// "[low, high]", or empty when a bound is missing.
std::string format_interval(std::optional<double> low, std::optional<double> high);

/// Seconds as "0.8 s", "42 s", "3 min 5 s" or "2 h 7 min".
std::string format_duration(double seconds);

}  // namespace graft
