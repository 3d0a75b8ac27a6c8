#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "framework/model_io/safetensors_reader.h"
#include "graft/error.h"
#include "tests/fuzz/memory_file.h"

namespace {

/// The bytes of a file: the input itself, or, where it begins with a letter `h`, a header up to its
/// first zero and the data behind that, with the length that belongs to them.
std::string file_of(std::string_view input) {
  if (!input.starts_with('h')) return std::string(input);
  const std::size_t end = std::min(input.find('\0'), input.size());
  const std::string_view header = input.substr(1, end - 1);
  const std::uint64_t length = header.size();
  std::string content(reinterpret_cast<const char*>(&length), sizeof length);
  content += header;
  if (end < input.size()) content += input.substr(end + 1);
  return content;
}

}  // namespace

/// Any file is read whole or gives an InputError.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const graft::MemoryFile file;
  file.write(file_of({reinterpret_cast<const char*>(data), size}));
  try {
    const graft::SafetensorsReader reader(file.path());
    for (const graft::SafetensorsEntry& entry : reader.header().entries) reader.read(entry);
  } catch (const graft::InputError&) {
  }
  return 0;
}
