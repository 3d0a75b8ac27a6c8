#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "graft/value.h"

namespace graft {

/// Appends numbers and texts to a byte string, for this machine to read again.
class BinaryWriter {
 public:
  template <typename T>
  void number(T value) {
    static_assert(std::is_arithmetic_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  void text(std::string_view text);
  /// A tree without its marks.
  void value(const Value& value);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads what BinaryWriter wrote. Texts are views into the bytes.
class BinaryReader {
 public:
  /// Thrown where the bytes end too early or make no sense.
  struct Broken {};

  explicit BinaryReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T number() {
    static_assert(std::is_arithmetic_v<T>);
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }
  std::string_view text() { return take(number<std::uint32_t>()); }
  Value value() { return nested_value(0); }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t count);
  Value nested_value(int depth);

  std::string_view rest_;
};

}  // namespace graft
