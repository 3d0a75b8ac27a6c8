#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace graft {

/// One field of a serialized protocol buffer message.
struct ProtobufField {
  std::uint64_t number = 0;
  std::uint64_t integer = 0;  // of fields with a number of any width, as bits
  std::string_view bytes;     // of fields with a length: strings and messages
  std::string_view whole;     // the field as it stands, with its number
};

/// Calls `visit` for each field of `message`, in order. Returns false where the bytes are no such
/// message; then some fields may have been visited. Reads nothing outside `message`.
/// Source: the protocol buffers encoding specification.
bool for_each_field(std::string_view message,
                    const std::function<void(const ProtobufField&)>& visit);

}  // namespace graft
