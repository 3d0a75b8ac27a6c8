#include "framework/bench/machine_limits.h"

#include <algorithm>
#include <cstdint>

#include "graft/precision.h"

namespace graft {

MatmulRate::MatmulRate(DType dtype) {
  if (!has_fast_bf16()) dtype = DType::kFloat32;
  for (const std::int64_t size : {1024, 2048, 4096}) {
    limits_.push_back(std::make_unique<MatmulLimit>(size, dtype));
  }
}

void MatmulRate::measure() {
  for (const auto& limit : limits_) best_ = std::max(best_, limit->run());
}

void StreamRate::measure() { best_ = std::max(best_, stream_bandwidth()); }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace graft
