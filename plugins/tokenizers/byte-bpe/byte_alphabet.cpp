#include "byte_alphabet.h"

#include <array>

#include "graft/utf8.h"

namespace graft {

namespace {

constexpr int kFirstStandIn = 0x100;  // stands for byte 0

bool spells_itself(int byte) {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

struct Alphabet {
  std::array<std::string, 256> spelling;          // UTF-8
  std::array<int, kFirstStandIn + 68> byte_of{};  // by code point; -1: spells no byte
  std::string order;
};

std::string utf8(int code_point) {
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  return {static_cast<char>(0xc0 | code_point >> 6), static_cast<char>(0x80 | (code_point & 0x3f))};
}

Alphabet make_alphabet() {
  Alphabet alphabet;
  alphabet.byte_of.fill(-1);
  std::string others;
  int stand_in = kFirstStandIn;
  for (int byte = 0; byte < 256; ++byte) {
    const int code_point = spells_itself(byte) ? byte : stand_in++;
    alphabet.spelling[static_cast<std::size_t>(byte)] = utf8(code_point);
    alphabet.byte_of[static_cast<std::size_t>(code_point)] = byte;
    (spells_itself(byte) ? alphabet.order : others) += static_cast<char>(byte);
  }
  alphabet.order += others;
  return alphabet;
}

const Alphabet& alphabet() {
  static const Alphabet kAlphabet = make_alphabet();
  return kAlphabet;
}

}  // namespace

std::string spell_bytes(std::string_view bytes) {
  std::string spelling;
  spelling.reserve(bytes.size() * 2);
  for (const char byte : bytes) spelling += alphabet().spelling[static_cast<unsigned char>(byte)];
  return spelling;
}

std::optional<std::string> read_spelling(std::string_view spelling) {
  std::string bytes;
  bytes.reserve(spelling.size());
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    std::size_t code_point = static_cast<unsigned char>(spelling[i]);
    if (code_point >= 0x80) {
      const bool two_bytes = code_point >= 0xc2 && code_point < 0xe0 && i + 1 < spelling.size();
      if (!two_bytes || !continues_character(spelling[i + 1])) {
        return std::nullopt;
      }
      code_point = (code_point & 0x1f) << 6 | (static_cast<unsigned char>(spelling[++i]) & 0x3f);
    }
    if (code_point >= alphabet().byte_of.size() || alphabet().byte_of[code_point] < 0) {
      return std::nullopt;
    }
    bytes += static_cast<char>(alphabet().byte_of[code_point]);
  }
  return bytes;
}

const std::string& byte_order() { return alphabet().order; }

}  // namespace graft
