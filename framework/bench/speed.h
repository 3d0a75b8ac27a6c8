#pragma once

#include <cstdint>
#include <string>

#include "framework/bench/bench_file.h"
#include "framework/plugins/catalog.h"

namespace graft {

/// Memory after so many of the steps that are timed.
struct MemoryAfter {
  std::int64_t steps = 0;
  std::int64_t in_use = 0;    // bytes of tensors and kernels
  std::int64_t resident = 0;  // bytes of the whole process
};

/// What one measurement of training steps or of forward passes found.
struct Speed {
  double tokens_per_s = 0.0;  // median
  double tokens_per_s_min = 0.0;
  double tokens_per_s_max = 0.0;
  std::int64_t peak_rss_mb = 0;     // of the whole process, before the matmul rate is measured
  double flops_per_token = 0.0;     // of matrix products and attention, all keys counted as seen
  double matmul_flops_per_s = 0.0;  // the best rate of a plain product, measured between the steps
  double fraction_of_limit = 0.0;
  double loss = 0.0;  // of the last step
  MemoryAfter early;  // a tenth of the steps
  MemoryAfter late;   // all of them: more than early where something grows
};

struct SpeedOptions {
  bool trains = true;  // false: forward passes without gradients
  std::int64_t steps = 8;
  std::int64_t warmup_steps = 2;
  DType dtype = DType::kFloat32;  // of activations
  std::string profile_folder;     // if any: where a profile of some of the steps is written
};

/// Steps of AdamW, or forward passes, on synthetic batches.
Speed measure_speed(const BenchFile& bench, PluginCatalog& catalog, const SpeedOptions& options);

}  // namespace graft
