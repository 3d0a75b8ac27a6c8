#include "kernels/unary.h"

#include "graft/parallel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/unary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

void exp_range(const float* input, float* output, std::int64_t count) {
  map(input, output, count, [](FloatTag d, Floats x) HWY_ATTR { return exp(d, x); });
}

void sqrt_range(const float* input, float* output, std::int64_t count) {
  map(input, output, count, [](FloatTag, Floats x) HWY_ATTR { return hn::Sqrt(x); });
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(exp_range);
HWY_EXPORT(sqrt_range);

namespace {
constexpr std::int64_t kGrain = 16384;  // elements worth a thread
}

void exp(const float* input, float* output, std::int64_t count) {
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(exp_range)(input + begin, output + begin, end - begin);
  });
}

void sqrt(const float* input, float* output, std::int64_t count) {
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(sqrt_range)(input + begin, output + begin, end - begin);
  });
}

}  // namespace graft::kernels
#endif
