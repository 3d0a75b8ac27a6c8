#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graft/error.h"
#include "graft/export.h"

namespace graft {

/// Where something stands in a file. `line` and `column` are 1-based; 0 means unknown.
struct Mark {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

/// A tree of plain data: what YAML and JSON files hold. Each node remembers where it came from, so
/// that a reader can name file, line and column. Maps keep the order of the file.
class GRAFT_API Value {
 public:
  enum class Kind { kNull, kBool, kInt, kFloat, kString, kList, kMap };
  struct Member;
  using List = std::vector<Value>;
  using Map = std::vector<Member>;

  // Plain data converts by itself, so that trees can be written down.
  Value();
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  Value(bool value);                               // NOLINT(google-explicit-constructor)
  Value(int value);                                // NOLINT(google-explicit-constructor)
  Value(std::int64_t value);                       // NOLINT(google-explicit-constructor)
  Value(double value);                             // NOLINT(google-explicit-constructor)
  Value(const char* value);                        // NOLINT(google-explicit-constructor)
  Value(std::string value);                        // NOLINT(google-explicit-constructor)
  Value(std::string_view value);                   // NOLINT(google-explicit-constructor)
  Value(List value);                               // NOLINT(google-explicit-constructor)
  Value(const std::vector<std::string>& strings);  // NOLINT(google-explicit-constructor)
  static Value map();
  static Value list();

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_int() const { return kind() == Kind::kInt; }
  bool is_number() const { return is_int() || kind() == Kind::kFloat; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_list() const { return kind() == Kind::kList; }
  bool is_map() const { return kind() == Kind::kMap; }

  /// Typed reading. Throws InputError naming the position and what was expected.
  bool as_bool() const;
  std::int64_t as_int() const;
  double as_double() const;  // accepts integers
  const std::string& as_string() const;
  const List& as_list() const;
  const Map& as_map() const;
  List& as_list();
  Map& as_map();

  /// The member with this key, or nullptr when absent or when this is no map.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// The member with this key. Throws InputError naming the key and this value's position.
  const Value& at(std::string_view key) const;
  /// Replaces the member with this key or appends it. A null value becomes a map first.
  Value& set(std::string_view key, Value value);
  void erase(std::string_view key);
  void push_back(Value value);
  /// Members of a map or entries of a list; 0 for scalars.
  std::size_t size() const;

  const Mark& mark() const { return mark_; }
  void set_mark(Mark mark) { mark_ = std::move(mark); }
  /// The scalar as the file spells it (`1e3`, `0x10`); empty for values that no file holds.
  const std::string& source_text() const { return source_text_; }
  void set_source_text(std::string text) { source_text_ = std::move(text); }

  /// A problem located at this value.
  Problem problem(std::string code, std::string message, std::string hint = "") const;
  /// Throws InputError with one problem located at this value.
  [[noreturn]] void fail(std::string code, std::string message, std::string hint = "") const;

  /// Equal data; marks and source texts do not matter. 1 and 1.0 differ.
  friend GRAFT_API bool operator==(const Value& left, const Value& right);

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data_;
  Mark mark_;
  std::string source_text_;
};

struct Value::Member {
  std::string key;
  Value value;
  Mark key_mark;
};

/// "null", "a boolean", "an integer" …, for messages.
GRAFT_API const char* kind_name(Value::Kind kind);

}  // namespace graft
