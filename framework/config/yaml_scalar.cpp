#include "framework/config/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

namespace graft {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Splits off one leading sign; true when it is a minus.
bool take_sign(std::string_view& text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  return negative;
}

/// Digits with at most one point among them and an optional exponent; at least one digit before the
/// exponent and, where there is one, in it.
bool is_float_text(std::string_view text) {
  take_sign(text);
  const std::size_t end = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, end);
  if (std::none_of(mantissa.begin(), mantissa.end(), is_digit)) return false;
  if (std::count(mantissa.begin(), mantissa.end(), '.') > 1) return false;
  if (!std::all_of(mantissa.begin(), mantissa.end(),
                   [](char character) { return is_digit(character) || character == '.'; })) {
    return false;
  }
  if (end == text.size()) return true;
  std::string_view exponent = text.substr(end + 1);
  take_sign(exponent);
  return !exponent.empty() && std::all_of(exponent.begin(), exponent.end(), is_digit);
}

double parse_float(std::string_view text) {
  const bool negative = take_sign(text);
  double value = 0.0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    // Too small or too large for a double: the exponent's sign tells which, else the leading zero.
    const bool tiny = text.find("e-") != text.npos || text.find("E-") != text.npos ||
                      (text.find_first_of("eE") == text.npos && text.find_first_of("0.") == 0);
    value = tiny ? 0.0 : std::numeric_limits<double>::infinity();
  }
  return negative ? -value : value;
}

std::optional<std::int64_t> parse_int(std::string_view text, int base) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Value resolve(std::string_view text) {
  if (is_any_of(text, {"", "~", "null", "Null", "NULL"})) return Value();
  if (is_any_of(text, {"true", "True", "TRUE"})) return Value(true);
  if (is_any_of(text, {"false", "False", "FALSE"})) return Value(false);

  // Only these characters can start a number; most words end here.
  if (!is_digit(text.front()) && std::string_view("+-.").find(text.front()) == text.npos) {
    return Value(text);
  }
  if (text.starts_with("0x") || text.starts_with("0o")) {
    const std::string_view digits = text.substr(2);
    if (!digits.starts_with('-') && !digits.starts_with('+')) {
      if (const auto value = parse_int(digits, text[1] == 'x' ? 16 : 8)) return Value(*value);
    }
    return Value(text);
  }
  std::string_view digits = text;
  const bool negative = take_sign(digits);
  if (!digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit)) {
    if (const auto value = parse_int(text, 10)) return Value(*value);
    return Value(parse_float(text));
  }
  if (is_any_of(digits, {".inf", ".Inf", ".INF"})) {
    const double infinity = std::numeric_limits<double>::infinity();
    return Value(negative ? -infinity : infinity);
  }
  if (is_any_of(text, {".nan", ".NaN", ".NAN"})) {
    return Value(std::numeric_limits<double>::quiet_NaN());
  }
  if (is_float_text(text)) return Value(parse_float(text));
  return Value(text);
}

}  // namespace

Value resolve_plain_scalar(std::string_view text) {
  Value value = resolve(text);
  value.set_source_text(std::string(text));
  return value;
}

}  // namespace graft
