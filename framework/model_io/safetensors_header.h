#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graft/tensor.h"

namespace graft {

/// What the header of a safetensors file says of one tensor.
struct SafetensorsEntry {
  std::string name;
  std::string dtype;  // as the file spells it, for example "BF16"
  Shape shape;
  std::uint64_t begin = 0;  // byte range [begin, end) in the data that follows the header
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  // in order of position
  std::map<std::string, std::string> metadata;
};

/// Largest header that is read, bytes; the limit of the reference implementation.
inline constexpr std::uint64_t kMaxSafetensorsHeader = 100'000'000;

/// Reads and checks a header. `data_size` is the number of bytes behind it: the tensors must cover
/// them in order, without gaps, overlaps or rest. A tensor without elements lies at the end of its
/// predecessor and nowhere else. Throws InputError naming `file` and every faulty tensor.
SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t data_size,
                                           const std::string& file);

/// Bytes of one element of a type that the format knows; 0 for an unknown name.
std::uint64_t safetensors_element_size(const std::string& dtype);

}  // namespace graft
