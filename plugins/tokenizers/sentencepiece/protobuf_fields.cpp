#include "protobuf_fields.h"

#include <cstddef>

namespace graft {

namespace {

/// Takes a number in groups of seven bits off the front of `bytes`.
bool take_varint(std::string_view& bytes, std::uint64_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) return false;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7fu) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool take_fixed(std::string_view& bytes, std::size_t size, std::uint64_t& number) {
  if (bytes.size() < size) return false;
  number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  bytes.remove_prefix(size);
  return true;
}

}  // namespace

bool for_each_field(std::string_view message,
                    const std::function<void(const ProtobufField&)>& visit) {
  while (!message.empty()) {
    const std::string_view rest = message;
    std::uint64_t key = 0;
    if (!take_varint(message, key) || key >> 3 == 0) return false;
    ProtobufField field;
    field.number = key >> 3;
    bool is_whole = false;
    switch (key & 7) {
      case 0:
        is_whole = take_varint(message, field.integer);
        break;
      case 1:
        is_whole = take_fixed(message, 8, field.integer);
        break;
      case 2: {
        std::uint64_t length = 0;
        is_whole = take_varint(message, length) && length <= message.size();
        if (!is_whole) return false;
        field.bytes = message.substr(0, static_cast<std::size_t>(length));
        message.remove_prefix(static_cast<std::size_t>(length));
        break;
      }
      case 5:
        is_whole = take_fixed(message, 4, field.integer);
        break;
      default:  // groups are not in use
        break;
    }
    if (!is_whole) return false;
    field.whole = rest.substr(0, rest.size() - message.size());
    visit(field);
  }
  return true;
}

}  // namespace graft
