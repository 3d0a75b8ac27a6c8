#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model_io/safetensors.h"
#include "graft/options.h"
#include "graft/roles/architecture.h"

namespace graft {

/// Reads the tensors that models know from a safetensors file, integers as i64; others are ignored.
/// Throws InputError for a wrong type, or when none is there.
Batch read_batch(const std::string& file);

/// Runs `batch` through the model, without dropout, and names what comes out as the reference
/// implementations do. With `wanted`, also `grad.<name>` of each: zeros where no gradient arrives.
/// Throws InputError when gradients are wanted and the inputs give no loss.
std::vector<NamedTensor> output_tensors(Architecture& model, const Batch& batch, bool hidden_states,
                                        const std::vector<NamedParameter>& wanted);

/// AdamW with one group: decay on every parameter, no schedule, no clipping.
struct FixedBatchOptimizer {
  std::string name = "adamw";
  float learning_rate = 1e-3f;
  float weight_decay = 0.01f;
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float epsilon = 1e-8f;

  static Schema<FixedBatchOptimizer> schema();
};

/// Reads `key=value` pairs. Throws InputError with every mistake.
FixedBatchOptimizer read_optimizer(const std::vector<std::string>& pairs);

/// Makes `steps` optimizer steps on `batch`. Returns [steps + 1]: the loss before each step, and
/// after the last.
Tensor fixed_batch_losses(Architecture& model, const Batch& batch,
                          const std::vector<NamedParameter>& parameters,
                          const FixedBatchOptimizer& optimizer, std::int64_t steps);

}  // namespace graft
