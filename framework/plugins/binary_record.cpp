#include "framework/plugins/binary_record.h"

#include <limits>

#include "graft/error.h"

namespace graft {
namespace {

constexpr int kDeepestValue = 200;

}  // namespace

void BinaryWriter::text(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("a text of a manifest is larger than 4 GiB");
  }
  number(static_cast<std::uint32_t>(text.size()));
  bytes_.append(text);
}

void BinaryWriter::value(const Value& value) {
  number(static_cast<std::uint8_t>(value.kind()));
  switch (value.kind()) {
    case Value::Kind::kNull:
      break;
    case Value::Kind::kBool:
      number(static_cast<std::uint8_t>(value.as_bool()));
      break;
    case Value::Kind::kInt:
      number(value.as_int());
      break;
    case Value::Kind::kFloat:
      number(value.as_double());
      break;
    case Value::Kind::kString:
      text(value.as_string());
      break;
    case Value::Kind::kList:
      number(static_cast<std::uint32_t>(value.size()));
      for (const Value& entry : value.as_list()) this->value(entry);
      break;
    case Value::Kind::kMap:
      number(static_cast<std::uint32_t>(value.size()));
      for (const Value::Member& member : value.as_map()) {
        text(member.key);
        this->value(member.value);
      }
      break;
  }
}

std::string_view BinaryReader::take(std::size_t count) {
  if (count > rest_.size()) throw Broken{};
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

Value BinaryReader::nested_value(int depth) {
  if (depth > kDeepestValue) throw Broken{};
  switch (static_cast<Value::Kind>(number<std::uint8_t>())) {
    case Value::Kind::kNull:
      return {};
    case Value::Kind::kBool:
      return Value(number<std::uint8_t>() != 0);
    case Value::Kind::kInt:
      return Value(number<std::int64_t>());
    case Value::Kind::kFloat:
      return Value(number<double>());
    case Value::Kind::kString:
      return Value(text());
    case Value::Kind::kList: {
      Value list = Value::list();
      const auto count = number<std::uint32_t>();
      for (std::uint32_t i = 0; i < count; ++i) list.push_back(nested_value(depth + 1));
      return list;
    }
    case Value::Kind::kMap: {
      Value map = Value::map();
      const auto count = number<std::uint32_t>();
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::string_view key = text();
        map.as_map().push_back({std::string(key), nested_value(depth + 1), Mark{}});
      }
      return map;
    }
  }
  throw Broken{};
}

}  // namespace graft
