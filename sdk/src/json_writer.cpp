#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "graft/json.h"

namespace graft {

namespace {

/// Characters beyond ASCII that some readers take for the end of a line: they are escaped, so that
/// JSON lines stay lines. Returns the escape and the bytes it stands for, or nothing.
std::pair<const char*, std::size_t> line_break_escape(std::string_view rest) {
  if (rest.starts_with("\xc2\x85")) return {"\\u0085", 2};
  if (rest.starts_with("\xe2\x80\xa8")) return {"\\u2028", 3};
  if (rest.starts_with("\xe2\x80\xa9")) return {"\\u2029", 3};
  return {nullptr, 0};
}

void write_string(const std::string& text, std::string& out) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0xc2 || byte == 0xe2) {
      const auto [escape, length] = line_break_escape(std::string_view(text).substr(i));
      if (escape != nullptr) {
        out += escape;
        i += length - 1;
        continue;
      }
    }
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += "0123456789abcdef"[byte >> 4];
      out += "0123456789abcdef"[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void write_float(double number, std::string& out) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  const std::string_view digits(buffer, static_cast<std::size_t>(end - buffer));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void new_line(int indent, int depth, std::string& out) {
  if (indent == 0) return;
  out += '\n';
  out.append(static_cast<std::size_t>(indent) * static_cast<std::size_t>(depth), ' ');
}

void write(const Value& value, int indent, int depth, std::string& out) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      out += "null";
      return;
    case Value::Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return;
    case Value::Kind::kInt:
      out += std::to_string(value.as_int());
      return;
    case Value::Kind::kFloat:
      write_float(value.as_double(), out);
      return;
    case Value::Kind::kString:
      write_string(value.as_string(), out);
      return;
    case Value::Kind::kList:
    case Value::Kind::kMap:
      break;
  }
  const bool is_map = value.is_map();
  out += is_map ? '{' : '[';
  bool first = true;
  const auto separate = [&] {
    if (!first) out += indent == 0 ? ", " : ",";
    first = false;
    new_line(indent, depth + 1, out);
  };
  if (is_map) {
    for (const Value::Member& member : value.as_map()) {
      separate();
      write_string(member.key, out);
      out += ": ";
      write(member.value, indent, depth + 1, out);
    }
  } else {
    for (const Value& entry : value.as_list()) {
      separate();
      write(entry, indent, depth + 1, out);
    }
  }
  if (!first) new_line(indent, depth, out);
  out += is_map ? '}' : ']';
}

}  // namespace

std::string write_json(const Value& value, int indent) {
  std::string out;
  write(value, indent, 0, out);
  return out;
}

}  // namespace graft
