#include "graft/value.h"

#include <algorithm>
#include <utility>

namespace graft {

Value::Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value::Value(bool value) : data_(value) {}
Value::Value(int value) : data_(std::int64_t{value}) {}
Value::Value(std::int64_t value) : data_(value) {}
Value::Value(double value) : data_(value) {}
Value::Value(const char* value) : data_(std::string(value)) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(std::string_view value) : data_(std::string(value)) {}
Value::Value(List value) : data_(std::move(value)) {}
Value::Value(const std::vector<std::string>& strings)
    : data_(List(strings.begin(), strings.end())) {}

Value Value::map() {
  Value value;
  value.data_ = Map();
  return value;
}

Value Value::list() { return Value(List()); }

const char* kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kBool:
      return "a boolean";
    case Value::Kind::kInt:
      return "an integer";
    case Value::Kind::kFloat:
      return "a number";
    case Value::Kind::kString:
      return "a string";
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kMap:
      return "a map";
  }
  return "a value";
}

Problem Value::problem(std::string code, std::string message, std::string hint) const {
  return Problem{mark_.file ? *mark_.file : std::string(),
                 mark_.line,
                 mark_.column,
                 std::move(code),
                 std::move(message),
                 std::move(hint)};
}

void Value::fail(std::string code, std::string message, std::string hint) const {
  throw InputError({problem(std::move(code), std::move(message), std::move(hint))});
}

namespace {

[[noreturn]] void fail_kind(const Value& value, const char* expected) {
  value.fail("wrong-type",
             std::string("expected ") + expected + ", got " + kind_name(value.kind()));
}

}  // namespace

bool Value::as_bool() const {
  if (const bool* value = std::get_if<bool>(&data_)) return *value;
  fail_kind(*this, "a boolean");
}

std::int64_t Value::as_int() const {
  if (const std::int64_t* value = std::get_if<std::int64_t>(&data_)) return *value;
  fail_kind(*this, "an integer");
}

double Value::as_double() const {
  if (const double* value = std::get_if<double>(&data_)) return *value;
  if (const std::int64_t* value = std::get_if<std::int64_t>(&data_)) {
    return static_cast<double>(*value);
  }
  fail_kind(*this, "a number");
}

const std::string& Value::as_string() const {
  if (const std::string* value = std::get_if<std::string>(&data_)) return *value;
  fail_kind(*this, "a string");
}

const Value::List& Value::as_list() const {
  if (const List* value = std::get_if<List>(&data_)) return *value;
  fail_kind(*this, "a list");
}

const Value::Map& Value::as_map() const {
  if (const Map* value = std::get_if<Map>(&data_)) return *value;
  fail_kind(*this, "a map");
}

Value::List& Value::as_list() { return const_cast<List&>(std::as_const(*this).as_list()); }
Value::Map& Value::as_map() { return const_cast<Map&>(std::as_const(*this).as_map()); }

const Value* Value::find(std::string_view key) const {
  const Map* members = std::get_if<Map>(&data_);
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(),
                                  [key](const Member& member) { return member.key == key; });
  return found == members->end() ? nullptr : &found->value;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

const Value& Value::at(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr) fail("missing-key", "`" + std::string(key) + "` is missing");
  return *member;
}

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Map();
  if (Value* member = find(key)) return *member = std::move(value);
  Map& members = as_map();
  members.push_back(Member{std::string(key), std::move(value), Mark()});
  return members.back().value;
}

void Value::erase(std::string_view key) {
  Map& members = as_map();
  members.erase(std::remove_if(members.begin(), members.end(),
                               [key](const Member& member) { return member.key == key; }),
                members.end());
}

void Value::push_back(Value value) {
  if (is_null()) data_ = List();
  as_list().push_back(std::move(value));
}

std::size_t Value::size() const {
  if (const List* entries = std::get_if<List>(&data_)) return entries->size();
  if (const Map* members = std::get_if<Map>(&data_)) return members->size();
  return 0;
}

bool operator==(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  if (left.is_list()) return left.as_list() == right.as_list();
  if (left.is_map()) {
    return std::equal(left.as_map().begin(), left.as_map().end(), right.as_map().begin(),
                      right.as_map().end(), [](const Value::Member& a, const Value::Member& b) {
                        return a.key == b.key && a.value == b.value;
                      });
  }
  if (left.is_bool()) return left.as_bool() == right.as_bool();
  if (left.is_int()) return left.as_int() == right.as_int();
  if (left.is_number()) return left.as_double() == right.as_double();
  if (left.is_string()) return left.as_string() == right.as_string();
  return true;
}

}  // namespace graft
