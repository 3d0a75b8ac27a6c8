#include "framework/plugins/manifest_keys.h"

#include <algorithm>
#include <utility>

#include "graft/options.h"

namespace graft {

ManifestKeys::ManifestKeys(const Value& map, std::string what, std::vector<Problem>& problems)
    : map_(map), what_(std::move(what)), problems_(problems) {
  if (!map_.is_map()) {
    fail(map_, "wrong-type", what_ + ": expected a map, got " + kind_name(map_.kind()));
  }
}

void ManifestKeys::expect_only(const std::vector<std::string>& known) {
  if (!map_.is_map()) return;
  for (const Value::Member& member : map_.as_map()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    Value at;
    at.set_mark(member.key_mark);
    fail(at, "unknown-key", what_ + ": unknown key `" + member.key + "`",
         suggestion(member.key, known));
  }
}

const Value* ManifestKeys::required(const std::string& key, const char* example) {
  const Value* const value = find(key);
  if (!value && map_.is_map()) {
    fail(map_, "missing-key", what_ + ": `" + key + "` is missing",
         "write e.g. `" + key + ": " + example + "`");
  }
  return value;
}

std::string ManifestKeys::text(const std::string& key, const char* example) {
  const Value* const value = required(key, example);
  if (!value) return "";
  std::string text = scalar_text(*value);
  if (text.empty()) {
    fail(*value, "wrong-type", what_ + ": `" + key + "`: expected one line of text",
         "write e.g. `" + key + ": " + example + "`");
  }
  return text;
}

const Value::List& ManifestKeys::list(const std::string& key) {
  static const Value::List kNone;
  const Value* const value = find(key);
  if (!value) return kNone;
  if (!value->is_list()) {
    fail(*value, "wrong-type",
         what_ + ": `" + key + "`: expected a list, got " + kind_name(value->kind()));
    return kNone;
  }
  return value->as_list();
}

void ManifestKeys::fail(const Value& value, const char* code, const std::string& message,
                        const std::string& hint) {
  problems_.push_back(value.problem(code, message, hint));
}

const Value* ManifestKeys::find(const std::string& key) const {
  const Value* const value = map_.find(key);
  return value && !value->is_null() ? value : nullptr;
}

std::string scalar_text(const Value& value) {
  if (value.is_null() || value.is_list() || value.is_map()) return "";
  const std::string& text = value.is_string() ? value.as_string() : value.source_text();
  const bool readable = std::none_of(text.begin(), text.end(), [](char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
  });
  return readable ? text : "";
}

std::string suggestion(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string near = nearest(word, candidates);
  return near.empty() ? "" : "did you mean `" + near + "`?";
}

Value place_of(const Value& value) {
  Value place;
  place.set_mark(value.mark());
  return place;
}

}  // namespace graft
