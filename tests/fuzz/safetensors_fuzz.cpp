#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/model_io/safetensors_reader.h"
#include "graft/error.h"

namespace {

/// A file in memory that holds each input in turn.
class MemoryFile {
 public:
  MemoryFile() : file_(::memfd_create("input", MFD_CLOEXEC)) {
    if (file_ < 0) std::abort();
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  void write(std::string_view content) const {
    const auto size = static_cast<ssize_t>(content.size());
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, content.data(), content.size(), 0) != size) {
      std::abort();
    }
  }

 private:
  int file_;
};

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
  static const MemoryFile file;
  file.write(file_of({reinterpret_cast<const char*>(data), size}));
  try {
    const graft::SafetensorsReader reader(file.path());
    for (const graft::SafetensorsEntry& entry : reader.header().entries) reader.read(entry);
  } catch (const graft::InputError&) {
  }
  return 0;
}
