#pragma once

#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// Reads the keys of one map of a manifest. What is missing, unknown or of the wrong type becomes a
/// problem; the reading functions then return something empty.
class ManifestKeys {
 public:
  /// `what`: "the manifest", "a plugin" …, for messages.
  ManifestKeys(const Value& map, std::string what, std::vector<Problem>& problems);

  /// False where the value is no map at all, which has been reported then.
  bool is_map() const { return map_.is_map(); }
  /// Reports every key that is not one of `known`.
  void expect_only(const std::vector<std::string>& known);

  /// The member, nullptr where it is absent or null; reports its absence where it is required.
  const Value* optional(const std::string& key) const { return find(key); }
  const Value* required(const std::string& key, const char* example);
  /// A required scalar as the file spells it (`1.40` stays "1.40"): one line of readable text.
  std::string text(const std::string& key, const char* example);
  /// A list; empty where the member is absent.
  const Value::List& list(const std::string& key);

  /// Reports a problem at a member of this map.
  void fail(const Value& value, const char* code, const std::string& message,
            const std::string& hint = "");

 private:
  const Value* find(const std::string& key) const;

  const Value& map_;
  std::string what_;
  std::vector<Problem>& problems_;
};

/// A scalar as the file spells it; empty for lists, maps and null, and where it holds control
/// characters.
std::string scalar_text(const Value& value);

/// "did you mean `…`?", or nothing where no candidate is near.
std::string suggestion(const std::string& word, const std::vector<std::string>& candidates);

/// A null with the position of `value`, for problems that are found later.
Value place_of(const Value& value);

}  // namespace graft
