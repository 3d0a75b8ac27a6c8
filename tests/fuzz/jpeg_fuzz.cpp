#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/decoded_image.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  graft::decode_for_a_model({reinterpret_cast<const char*>(data), size});
  return 0;
}
