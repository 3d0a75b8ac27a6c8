#include "kernels/adamw.h"

#include <algorithm>
#include <cmath>

#include "graft/parallel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/adamw.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

namespace graft::kernels {
#ifndef GRAFT_KERNELS_ADAMW_FACTORS
#define GRAFT_KERNELS_ADAMW_FACTORS
namespace {

// What is the same for all elements of a step.
struct AdamwFactors {
  float grad_scale;
  float decay;  // 1 - learning_rate * weight_decay
  float rest1;  // 1 - beta1
  float beta2;
  float rest2;            // 1 - beta2
  float step_size;        // learning_rate / (1 - beta1^step)
  float root_correction;  // sqrt(1 - beta2^step)
  float epsilon;
};

}  // namespace
#endif
}  // namespace graft::kernels

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct State {
  Floats parameter;
  Floats exp_avg;
  Floats exp_avg_sq;
};

HWY_INLINE State step_of(FloatTag d, State at, Floats grad, const AdamwFactors& factors) {
  grad = hn::Mul(grad, hn::Set(d, factors.grad_scale));
  at.parameter = hn::Mul(at.parameter, hn::Set(d, factors.decay));
  at.exp_avg = hn::MulAdd(hn::Sub(grad, at.exp_avg), hn::Set(d, factors.rest1), at.exp_avg);
  at.exp_avg_sq = hn::MulAdd(hn::Mul(grad, grad), hn::Set(d, factors.rest2),
                             hn::Mul(at.exp_avg_sq, hn::Set(d, factors.beta2)));
  const Floats root = hn::Div(hn::Sqrt(at.exp_avg_sq), hn::Set(d, factors.root_correction));
  const Floats change = hn::Div(at.exp_avg, hn::Add(root, hn::Set(d, factors.epsilon)));
  at.parameter = hn::NegMulAdd(hn::Set(d, factors.step_size), change, at.parameter);
  return at;
}

void adamw_range(float* parameter, const float* grad, float* exp_avg, float* exp_avg_sq,
                 std::int64_t count, const AdamwFactors& factors) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  std::int64_t i = 0;
  for (; i + step <= count; i += step) {
    State at = {hn::LoadU(d, parameter + i), hn::LoadU(d, exp_avg + i),
                hn::LoadU(d, exp_avg_sq + i)};
    at = step_of(d, at, hn::LoadU(d, grad + i), factors);
    hn::StoreU(at.parameter, d, parameter + i);
    hn::StoreU(at.exp_avg, d, exp_avg + i);
    hn::StoreU(at.exp_avg_sq, d, exp_avg_sq + i);
  }
  if (i < count) {
    const std::int64_t rest = count - i;
    State at = {load_first(d, parameter + i, rest), load_first(d, exp_avg + i, rest),
                load_first(d, exp_avg_sq + i, rest)};
    at = step_of(d, at, load_first(d, grad + i, rest), factors);
    store_first(at.parameter, d, parameter + i, rest);
    store_first(at.exp_avg, d, exp_avg + i, rest);
    store_first(at.exp_avg_sq, d, exp_avg_sq + i, rest);
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(adamw_range);

namespace {

constexpr std::int64_t kBlock = 1024;  // elements that stay together, whole cache lines
constexpr std::int64_t kGrain = 16;    // blocks worth a thread

}  // namespace

void adamw(const std::vector<AdamwSpan>& spans, const AdamwStep& options) {
  // The factors are computed in double, as the reference implementation does.
  const auto step = static_cast<double>(options.step);
  const double correction1 = 1.0 - std::pow(options.beta1, step);
  const double correction2 = 1.0 - std::pow(options.beta2, step);
  AdamwFactors factors = {};
  factors.grad_scale = static_cast<float>(options.grad_scale);
  factors.rest1 = static_cast<float>(1.0 - options.beta1);
  factors.beta2 = static_cast<float>(options.beta2);
  factors.rest2 = static_cast<float>(1.0 - options.beta2);
  factors.step_size = static_cast<float>(options.learning_rate / correction1);
  factors.root_correction = static_cast<float>(std::sqrt(correction2));
  factors.epsilon = static_cast<float>(options.epsilon);
  std::vector<std::int64_t> first_blocks = {0};  // of each span, and the end
  for (const AdamwSpan& span : spans) {
    first_blocks.push_back(first_blocks.back() + (span.count + kBlock - 1) / kBlock);
  }
  const auto update = [&](std::int64_t first, std::int64_t last) {
    const auto after = std::upper_bound(first_blocks.begin(), first_blocks.end(), first);
    auto s = static_cast<std::size_t>(after - first_blocks.begin()) - 1;
    AdamwFactors own = factors;
    for (; s < spans.size() && first_blocks[s] < last; ++s) {
      const AdamwSpan& span = spans[s];
      const std::int64_t begin = std::max<std::int64_t>(0, first - first_blocks[s]) * kBlock;
      const std::int64_t end = std::min(span.count, (last - first_blocks[s]) * kBlock);
      own.decay = static_cast<float>(1.0 - options.learning_rate * span.weight_decay);
      HWY_DYNAMIC_DISPATCH(adamw_range)
      (span.parameter + begin, span.grad + begin, span.exp_avg + begin, span.exp_avg_sq + begin,
       end - begin, own);
    }
  };
  parallel_for(first_blocks.back(), kGrain, update);
}

}  // namespace graft::kernels
#endif
