#include "hidden_pieces.h"

#include <cstddef>

#include "protobuf_fields.h"

namespace graft {

namespace {

constexpr std::uint64_t kPieces = 1;                 // number of the field of a model
constexpr std::string_view kPiecesKey = "\x0a";      // the same with its kind: a message
constexpr std::string_view kIsControl = "\x18\x03";  // type of a piece; the last one counts

void append_varint(std::size_t number, std::string& bytes) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>((number & 0x7f) | 0x80);
  bytes += static_cast<char>(number);
}

}  // namespace

std::string with_hidden_pieces(std::string_view model, const std::set<std::int64_t>& ids) {
  std::string changed;
  std::int64_t id = 0;
  for_each_field(model, [&](const ProtobufField& field) {
    if (field.number != kPieces || !ids.contains(id++)) {
      changed += field.whole;
      return;
    }
    changed += kPiecesKey;
    append_varint(field.bytes.size() + kIsControl.size(), changed);
    changed += field.bytes;
    changed += kIsControl;
  });
  return changed;
}

}  // namespace graft
