#include "framework/report/memory_text.h"

#include <cstdio>

namespace graft {

std::string memory_text(const MemoryBytes& bytes) {
  constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
  const int decimals = bytes.total() < 10 * kMebibyte ? 1 : 0;
  const auto mebibytes = [decimals](std::int64_t count) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals,
                  static_cast<double>(count) / static_cast<double>(kMebibyte));
    return std::string(text);
  };
  std::string text = mebibytes(bytes.total()) + " MiB";
  for (std::size_t i = 0; i < kMemoryPurposes; ++i) {
    text += i == 0 ? ": " : ", ";
    text += std::string(name_of(static_cast<MemoryPurpose>(i))) + " " + mebibytes(bytes.of[i]);
  }
  return text;
}

}  // namespace graft
