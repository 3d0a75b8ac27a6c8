#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

#include "graft/file.h"
#include "graft/json.h"
#include "graft/text_file.h"

namespace graft {

namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 200;

/// Builds a Value from the parser's events.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  Value take() { return std::move(root_); }
  const std::optional<std::string>& duplicate_key() const { return duplicate_key_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(Value::map()); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(Value::list()); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    Frame& frame = stack_.back();
    if (!frame.keys.insert(text_).second) {
      duplicate_key_ = text_;
      error = json::make_error_code(json::error::syntax);
      return false;
    }
    frame.key = std::move(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    Value value(std::move(text_));
    text_.clear();
    return add(std::move(value));
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    return add(Value(number));
  }
  bool on_uint64(std::uint64_t number, json::string_view text, json::error_code&) {
    return add(as_written(Value(static_cast<double>(number)), text));
  }
  // The parser's own number is rounded twice. The text arrives whole, since the document does.
  bool on_double(double rough, json::string_view text, json::error_code&) {
    double number = 0.0;
    if (std::from_chars(text.begin(), text.end(), number).ec != std::errc()) {
      const double limit = std::fabs(rough) < 1.0 ? 0.0 : std::numeric_limits<double>::infinity();
      number = std::copysign(limit, rough);
    }
    const bool is_whole = text.find_first_of(".eE") == json::string_view::npos;
    if (is_whole || std::isinf(number)) return add(as_written(Value(number), text));
    return add(Value(number));
  }
  bool on_bool(bool value, json::error_code&) { return add(Value(value)); }
  bool on_null(json::error_code&) { return add(Value()); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  struct Frame {
    Value value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  static Value as_written(Value value, json::string_view text) {
    value.set_source_text(std::string(text));
    return value;
  }
  bool open(Value value) {
    stack_.push_back(Frame{std::move(value), {}, {}});
    return true;
  }
  bool close() {
    Value value = std::move(stack_.back().value);
    stack_.pop_back();
    return add(std::move(value));
  }
  bool add(Value value) {
    if (stack_.empty()) {
      root_ = std::move(value);
    } else if (Frame& frame = stack_.back(); frame.value.is_list()) {
      frame.value.push_back(std::move(value));
    } else {
      frame.value.as_map().push_back(Value::Member{std::move(frame.key), std::move(value), Mark()});
    }
    return true;
  }

  Value root_;
  std::vector<Frame> stack_;
  std::string text_;
  std::optional<std::string> duplicate_key_;
};

/// Replaces escapes of lone surrogates, which no UTF-8 text can hold, by that of U+FFFD.
std::string without_lone_surrogates(std::string_view text) {
  std::string result(text);
  const auto unit = [&result](std::size_t at) -> int {
    if (at + 6 > result.size() || result[at] != '\\' || result[at + 1] != 'u') return -1;
    int code = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      const char c = result[i];
      int digit = -1;
      if (c >= '0' && c <= '9') digit = c - '0';
      if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
      if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
      if (digit < 0) return -1;
      code = code * 16 + digit;
    }
    return code;
  };
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] != '\\') continue;
    const int code = unit(i);
    if (code >= 0xd800 && code <= 0xdbff) {
      const int low = unit(i + 6);
      if (low >= 0xdc00 && low <= 0xdfff) {
        i += 11;
        continue;
      }
    }
    if (code >= 0xd800 && code <= 0xdfff) result.replace(i, 6, "\\ufffd");
    i += code >= 0 ? 5 : 1;
  }
  return result;
}

void set_file(Value& value, const std::shared_ptr<const std::string>& file) {
  value.set_mark(Mark{file, 0, 0});
  if (value.is_list()) {
    for (Value& entry : value.as_list()) set_file(entry, file);
  } else if (value.is_map()) {
    for (Value::Member& member : value.as_map()) {
      member.key_mark.file = file;
      set_file(member.value, file);
    }
  }
}

}  // namespace

Value parse_json(std::string_view text, const std::string& file) {
  std::size_t bad = 0;
  if (!is_valid_utf8(text, &bad)) {
    throw InputError({problem_at(text, bad, file, "not-utf8", "the text is not valid UTF-8",
                                 "convert it to UTF-8")});
  }
  const std::string clean = without_lone_surrogates(text);
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::basic_parser<Builder> parser(options);
  json::error_code error;
  const std::size_t used = parser.write_some(false, clean.data(), clean.size(), error);
  if (error) {
    std::string message = error.message();
    if (const std::optional<std::string>& key = parser.handler().duplicate_key()) {
      message = "the key \"" + *key + "\" appears twice";
    }
    throw InputError({problem_at(clean, used, file, "bad-json", "not valid JSON: " + message)});
  }
  const std::size_t rest = clean.find_first_not_of(" \t\r\n", used);
  if (rest != std::string::npos) {
    throw InputError(
        {problem_at(clean, rest, file, "bad-json", "not valid JSON: text after the end")});
  }
  Value value = parser.handler().take();
  if (!file.empty()) set_file(value, std::make_shared<const std::string>(file));
  return value;
}

}  // namespace graft
