#pragma once

#include <map>
#include <string>
#include <vector>

#include "graft/tensor.h"

namespace graft {

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// What a safetensors file holds, in order of position.
struct SafetensorsFile {
  std::vector<NamedTensor> tensors;
  std::map<std::string, std::string> metadata;

  const Tensor* find(const std::string& name) const;
};

/// Reads a whole file. f32, i64, i32, u8 and bool tensors come as they are; f16, bf16 and f64 are
/// converted to f32. Refuses with InputError: headers over 100 MB or nested deeper than needed,
/// duplicate names, overlapping or missing byte ranges, sizes that disagree with the shape,
/// trailing bytes, a Git-LFS pointer. Source: the format description of the safetensors project.
SafetensorsFile read_safetensors(const std::string& path);

/// Writes f32, i64, i32, u8 and bool tensors; the file appears whole or not at all.
void write_safetensors(const std::string& path, const std::vector<NamedTensor>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace graft
