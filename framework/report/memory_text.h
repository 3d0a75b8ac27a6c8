#pragma once

#include <string>

#include "graft/memory.h"

namespace graft {

/// "592 MiB: weights 40, gradients 40, optimizer 80, activations 420, scratch 12"; with a decimal
/// where the total is below 10 MiB.
std::string memory_text(const MemoryBytes& bytes);

}  // namespace graft
