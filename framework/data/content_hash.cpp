#include "framework/data/content_hash.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <vector>

namespace graft {

ContentHash::ContentHash() : state_(XXH3_createState(), XXH3_freeState) {
  XXH3_128bits_reset(state_.get());
}

void ContentHash::add(std::string_view bytes) {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

void ContentHash::add_text(std::string_view text) {
  const std::uint64_t size = text.size();
  XXH3_128bits_update(state_.get(), &size, sizeof size);
  add(text);
}

void ContentHash::add_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::vector<char> piece(1 << 20);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    add({piece.data(), static_cast<std::size_t>(stream.gcount())});
  }
}

std::string ContentHash::digits() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text;
}

}  // namespace graft
