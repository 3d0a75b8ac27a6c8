#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "graft/tensor.h"

namespace graft {

/// A tensor that is to stand in a file.
struct TensorToWrite {
  std::string name;
  std::string dtype;  // as the file spells it
  Shape shape;
  /// Writes the tensor's bytes, as many as shape and type ask for.
  std::function<void(char* bytes)> store;
};

/// Writes a safetensors file, which appears whole or not at all. Throws Error for equal names and
/// when it cannot be written.
void write_safetensors_file(const std::string& path, std::vector<TensorToWrite> tensors,
                            const std::map<std::string, std::string>& metadata);

}  // namespace graft
