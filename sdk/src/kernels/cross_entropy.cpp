#include "kernels/cross_entropy.h"

#include <cstring>
#include <vector>
#include <math.h>

#include "graft/parallel.h"
#include "kernels/bfloat16.h"
#include "kernels/scratch_buffer.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cross_entropy.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/softmax_row.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct ScaleAndShift {
  float factor;
  float shift;
  HWY_INLINE Floats operator()(FloatTag d, Floats x) const {
    return hn::MulAdd(x, hn::Set(d, factor), hn::Set(d, shift));
  }
};

// With s for the smoothing and C columns:
//   loss     = log sum exp(logits) - (1 - s) logits[label] - s mean(logits)
//   gradient = gradient_scale (softmax(logits) - (1 - s) [column == label] - s / C)
float cross_entropy_row(const float* logits, std::int64_t label, std::int64_t columns,
                        float smoothing, float gradient_scale, float* gradient) {
  const float most = largest(logits, columns);
  float target = logits[label] - most;
  if (smoothing > 0.0f) {
    const float mean = sum_row(logits, columns) / static_cast<float>(columns) - most;
    target += smoothing * (mean - target);
  }
  if (gradient == nullptr) return logf(sum_of_exp(logits, most, columns)) - target;
  const float sum = exp_and_sum(logits, most, columns, gradient);
  if (smoothing > 0.0f) {
    const float share = gradient_scale * smoothing / static_cast<float>(columns);
    map(gradient, gradient, columns, ScaleAndShift{gradient_scale / sum, -share});
  } else {
    map(gradient, gradient, columns, MultiplyBy{gradient_scale / sum});
  }
  gradient[label] -= gradient_scale * (1.0f - smoothing);
  return logf(sum) - target;
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(cross_entropy_row);

namespace {

// One row of bf16, through a copy in f32.
float cross_entropy_of_halves(ConstElements logits, std::int64_t label, const CrossEntropyRows& in,
                              float gradient_scale, Elements gradient) {
  thread_local ScratchBuffer buffer;
  const std::int64_t columns = in.columns;
  auto* const row =
      static_cast<float*>(buffer.reserve(columns * static_cast<std::int64_t>(sizeof(float))));
  convert_here(logits, row, columns);
  const bool has_gradient = gradient.data != nullptr;
  const float loss = HWY_DYNAMIC_DISPATCH(cross_entropy_row)(
      row, label, columns, in.label_smoothing, gradient_scale, has_gradient ? row : nullptr);
  if (has_gradient) convert_here(row, gradient, columns);
  return loss;
}

}  // namespace

double cross_entropy(const CrossEntropyRows& in, float gradient_scale, Elements gradient) {
  const std::int64_t columns = in.columns;
  const bool has_gradient = gradient.data != nullptr;
  std::vector<float> losses(static_cast<std::size_t>(in.rows), 0.0f);
  parallel_for(in.rows, 8192 / (columns + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      const ConstElements logits = in.logits + r * columns;
      const Elements row = has_gradient ? gradient + r * columns : Elements();
      float& loss = losses[static_cast<std::size_t>(r)];
      if (in.labels[r] == in.ignore) {
        if (has_gradient) {
          std::memset(row.data, 0, static_cast<std::size_t>(columns * size_of(row.dtype)));
        }
      } else if (logits.is_f32()) {
        loss = HWY_DYNAMIC_DISPATCH(cross_entropy_row)(logits.f32(), in.labels[r], columns,
                                                       in.label_smoothing, gradient_scale,
                                                       has_gradient ? row.f32() : nullptr);
      } else {
        loss = cross_entropy_of_halves(logits, in.labels[r], in, gradient_scale, row);
      }
    }
  });
  double total = 0.0;
  for (const float loss : losses) total += static_cast<double>(loss);
  return total;
}

}  // namespace graft::kernels
#endif
