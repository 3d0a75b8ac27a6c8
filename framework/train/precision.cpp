#include "framework/train/precision.h"

#include <cstdlib>
#include <string_view>

#include "framework/cli/log.h"
#include "graft/precision.h"

namespace graft {

DType activation_dtype(const std::string& precision) {
  if (precision != "bf16") return DType::kFloat32;
  const char* const emulate = std::getenv("GRAFT_EMULATE_BF16");
  if (has_fast_bf16() || (emulate != nullptr && std::string_view(emulate) == "1")) {
    return DType::kBFloat16;
  }
  log_line(LogLevel::kInfo,
           "precision: bf16: this processor has no bf16 arithmetic (AVX-512 BF16); f32 is used");
  return DType::kFloat32;
}

}  // namespace graft
