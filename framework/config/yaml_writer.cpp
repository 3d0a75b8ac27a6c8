#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "framework/config/yaml.h"
#include "framework/config/yaml_scalar.h"

namespace graft {
namespace {

std::string float_text(double number) {
  if (std::isnan(number)) return ".nan";
  if (std::isinf(number)) return number < 0 ? "-.inf" : ".inf";
  std::array<char, 32> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  std::string text(digits.data(), result.ptr);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  return text;
}

/// True where the text, written as it is, reads back as the same string wherever it stands.
bool is_plain_text(std::string_view text) {
  if (text.empty() || text.back() == ' ') return false;
  const auto is_word = [](unsigned char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '/' || byte >= 0x80;
  };
  if (!is_word(static_cast<unsigned char>(text.front()))) return false;
  for (const char character : text) {
    const bool is_punctuation =
        std::string_view(" .-+=()").find(character) != std::string_view::npos;
    if (!is_word(static_cast<unsigned char>(character)) && !is_punctuation) return false;
  }
  return resolve_plain_scalar(text).is_string();
}

std::string quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      result += '\\';
      result += character;
    } else if (character == '\n') {
      result += "\\n";
    } else if (character == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      result += "\\x";
      result += kDigits[byte >> 4];
      result += kDigits[byte & 0xF];
    } else {
      result += character;
    }
  }
  return result + '"';
}

std::string string_text(std::string_view text) {
  return is_plain_text(text) ? std::string(text) : quoted(text);
}

std::string scalar_text(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kBool:
      return value.as_bool() ? "true" : "false";
    case Value::Kind::kInt:
      return std::to_string(value.as_int());
    case Value::Kind::kFloat:
      return float_text(value.as_double());
    case Value::Kind::kString:
      return string_text(value.as_string());
    case Value::Kind::kList:
      return "[]";
    case Value::Kind::kMap:
      return "{}";
  }
  return "null";
}

/// Writes what follows a key or a dash, or a whole document. `first_indent` spaces are in place
/// already on the first line of a list or map.
void write_block(const Value& value, int indent, bool continues_line, std::string& text) {
  bool needs_indent = !continues_line;
  const auto start_line = [&] {
    if (needs_indent) text.append(static_cast<std::size_t>(indent), ' ');
    needs_indent = true;
  };
  const auto write_child = [&](const Value& child, bool in_map) {
    if (child.size() == 0) {
      text += ' ' + scalar_text(child) + '\n';
    } else if (in_map) {
      text += '\n';
      write_block(child, indent + 2, false, text);
    } else {
      text += ' ';
      write_block(child, indent + 2, true, text);
    }
  };
  if (value.is_map()) {
    for (const Value::Member& member : value.as_map()) {
      start_line();
      text += string_text(member.key) + ':';
      write_child(member.value, true);
    }
  } else {
    for (const Value& entry : value.as_list()) {
      start_line();
      text += '-';
      write_child(entry, false);
    }
  }
}

}  // namespace

std::string write_yaml(const Value& value) {
  if (value.size() == 0) return scalar_text(value) + '\n';
  std::string text;
  write_block(value, 0, false, text);
  return text;
}

}  // namespace graft
