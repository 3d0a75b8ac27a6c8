#include <cstddef>
#include <cstdint>
#include <string_view>

#include "graft/error.h"
#include "plugins/datasets/jsonl/jsonl.h"
#include "tests/fuzz/memory_file.h"

/// Any file is a data set of which every row can be read, or an InputError.
// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const graft::MemoryFile file;
  file.write({reinterpret_cast<const char*>(data), size});
  graft::JsonlOptions options;
  options.path = file.path();
  try {
    const graft::Jsonl dataset(options);
    const std::int64_t rows = dataset.size("train");
    if (rows == 0) __builtin_trap();
    const std::size_t columns = dataset.example("train", 0).columns.size();
    for (std::int64_t row = 0; row < rows; ++row) {
      if (dataset.example("train", row).columns.size() != columns) __builtin_trap();
    }
  } catch (const graft::InputError&) {
  }
  return 0;
}
