#include "framework/bench/machine_limits.h"

#include <algorithm>
#include <cstdint>

#include "graft/precision.h"

namespace graft {

namespace {

constexpr std::int64_t kSizes[] = {1024, 2048, 4096};
constexpr int kPasses = 5;

DType type_of_products(DType dtype) { return has_fast_bf16() ? dtype : DType::kFloat32; }

}  // namespace

MatmulRate::MatmulRate(DType dtype) : dtype_(type_of_products(dtype)) {
  for (const std::int64_t size : kSizes) {
    limits_.push_back(std::make_unique<MatmulLimit>(size, dtype_));
  }
}

void MatmulRate::measure() {
  for (const auto& limit : limits_) best_ = std::max(best_, limit->run());
}

void StreamRate::measure() { best_ = std::max(best_, stream_bandwidth()); }

MachineLimits measure_limits(DType dtype) {
  MachineLimits limits;
  limits.dtype = type_of_products(dtype);
  for (const std::int64_t size : kSizes) {
    MatmulLimit product(size, limits.dtype);
    double best = 0.0;
    for (int i = 0; i < kPasses; ++i) best = std::max(best, product.run());
    limits.products.push_back({size, best});
  }
  StreamRate stream;
  for (int i = 0; i < kPasses; ++i) stream.measure();
  limits.stream_bytes_per_s = stream.best();
  return limits;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace graft
