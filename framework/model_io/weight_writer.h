#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model_io/float_formats.h"
#include "graft/nn/module.h"

namespace graft {

/// How a model's tensors are stored.
struct WeightFormat {
  FloatType type = FloatType::kF32;
  /// Bytes of tensors per file; a larger tensor gets a file of its own.
  std::uint64_t max_shard_size = 5'000'000'000;
};

/// Writes `model.safetensors` into a folder, or, where that would be larger than a shard may be,
/// `model-00001-of-0000N.safetensors` and so on with `model.safetensors.index.json`. Throws
/// InputError naming every tensor with a number that the type cannot hold, before anything is
/// written.
void write_weights(const std::string& folder, const std::vector<NamedParameter>& parameters,
                   const WeightFormat& format = {});

}  // namespace graft
