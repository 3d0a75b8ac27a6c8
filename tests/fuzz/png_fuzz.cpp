#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/decoded_image.h"
#include "tests/support/png_file.h"

namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", kSignatureBytes);

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// The file with every checksum set right.
std::string with_checksums(std::string_view file) {
  std::string mended(file.substr(0, kSignatureBytes));
  std::size_t at = std::min(kSignatureBytes, file.size());
  while (at + 12 <= file.size()) {
    const std::size_t length = number_at(file, at);
    if (length > file.size() - at - 12) break;
    mended += graft::png_chunk(std::string(file.substr(at + 4, 4)),
                               std::string(file.substr(at + 8, length)));
    at += 12 + length;
  }
  return mended + std::string(file.substr(at));
}

/// Takes bytes from the front of an input; zeros once it is empty.
class Bytes {
 public:
  explicit Bytes(std::string_view input) : left_(input) {}
  std::size_t next(std::size_t below) {
    const unsigned char byte = left_.empty() ? 0 : static_cast<unsigned char>(left_.front());
    left_.remove_prefix(left_.empty() ? 0 : 1);
    return byte % below;
  }
  std::string take(std::size_t count) {
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(taken.size());
    return std::string(taken);
  }
  std::string rest() { return take(left_.size()); }

 private:
  std::string_view left_;
};

/// A stream of zlib that is not compressed: one stored block of at most 64 KiB. RFC 1950 and 1951.
std::string stored(const std::string& content) {
  const auto length = static_cast<std::uint16_t>(content.size());
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const char byte : content) {
    low = (low + static_cast<unsigned char>(byte)) % 65521;
    high = (high + low) % 65521;
  }
  std::string stream("\x78\x01\x01", 3);
  for (const int part : {length & 0xff, length >> 8, ~length & 0xff, ~length >> 8 & 0xff}) {
    stream += static_cast<char>(part);
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    stream += static_cast<char>((high << 16 | low) >> shift & 0xff);
  }
  return stream.insert(7, content);
}

/// A file whose frame is right: any header, palette, transparency and EXIF, and any rows.
std::string framed(std::string_view input) {
  Bytes bytes(input);
  constexpr std::array<char, 5> kDepths = {1, 2, 4, 8, 16};
  constexpr std::array<char, 5> kColours = {0, 2, 3, 4, 6};
  std::string header(13, '\0');
  header[3] = static_cast<char>(1 + bytes.next(40));
  header[7] = static_cast<char>(1 + bytes.next(40));
  header[8] = kDepths[bytes.next(kDepths.size())];
  header[9] = kColours[bytes.next(kColours.size())];
  header[12] = static_cast<char>(bytes.next(2));
  std::string file = std::string(kSignature) + graft::png_chunk("IHDR", header);
  if (const std::size_t size = bytes.next(64); size > 0) {
    file += graft::png_chunk("PLTE", bytes.take(size));
  }
  if (const std::size_t size = bytes.next(64); size > 0) {
    file += graft::png_chunk("tRNS", bytes.take(size));
  }
  const std::string exif = bytes.take(bytes.next(64));
  file += graft::png_chunk("IDAT", stored(bytes.rest()));
  if (!exif.empty()) file += graft::png_chunk("eXIf", exif);
  return file + graft::png_chunk("IEND", "");
}

}  // namespace

/// An input is a file; where it begins with `c` one that gets right checksums, where it begins with
/// `f` what a frame is put around.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with('c')) {
    graft::decode_for_a_model(with_checksums(input.substr(1)));
  } else if (input.starts_with('f')) {
    graft::decode_for_a_model(framed(input.substr(1)));
  } else {
    graft::decode_for_a_model(input);
  }
  return 0;
}
