#pragma once

#include <bit>
#include <cstdint>
#include <string>

namespace graft::tests {

/// A field with a length, or a number.
inline std::string protobuf_bytes(int number, const std::string& bytes) {
  return std::string(1, static_cast<char>(number << 3 | 2)) + static_cast<char>(bytes.size()) +
         bytes;
}
inline std::string protobuf_number(int number, char value) {
  return std::string(1, static_cast<char>(number << 3)) + value;
}

inline std::string piece(const std::string& text, float score, char type) {
  const auto bits = std::bit_cast<std::uint32_t>(score);
  std::string score_bytes = "\x15";
  for (int byte = 0; byte < 4; ++byte) score_bytes += static_cast<char>(bits >> (8 * byte) & 0xff);
  return protobuf_bytes(1, protobuf_bytes(1, text) + score_bytes + protobuf_number(3, type));
}

/// A unigram model of seven pieces: <unk> <s> </s> b ▁a ▁ab 月.
inline std::string small_model() {
  const std::string trainer = protobuf_number(3, 1) + std::string("\xc0\x02\x00", 3) +  // unk_id 0
                              std::string("\xc8\x02\x01", 3) + std::string("\xd0\x02\x02", 3);
  const std::string normalizer = protobuf_bytes(1, "identity") + protobuf_number(3, 1) +
                                 protobuf_number(4, 1) + protobuf_number(5, 1);
  return piece("<unk>", 0, 2) + piece("<s>", 0, 3) + piece("</s>", 0, 3) + piece("b", -3, 1) +
         piece(
             "\xe2\x96\x81"
             "a",
             -2, 1) +
         piece(
             "\xe2\x96\x81"
             "ab",
             -1, 1) +
         piece("\xe6\x9c\x88", -2, 1) + protobuf_bytes(2, trainer) + protobuf_bytes(3, normalizer);
}

}  // namespace graft::tests
