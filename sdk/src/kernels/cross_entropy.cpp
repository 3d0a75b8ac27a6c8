#include "kernels/cross_entropy.h"

#include <cstring>
#include <vector>
#include <math.h>

#include "graft/parallel.h"

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

double cross_entropy(const CrossEntropyRows& in, float gradient_scale, float* gradient) {
  const std::int64_t columns = in.columns;
  std::vector<float> losses(static_cast<std::size_t>(in.rows), 0.0f);
  parallel_for(in.rows, 8192 / (columns + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      float* const row = gradient == nullptr ? nullptr : gradient + r * columns;
      if (in.labels[r] != in.ignore) {
        losses[static_cast<std::size_t>(r)] =
            HWY_DYNAMIC_DISPATCH(cross_entropy_row)(in.logits + r * columns, in.labels[r], columns,
                                                    in.label_smoothing, gradient_scale, row);
      } else if (row != nullptr) {
        std::memset(row, 0, static_cast<std::size_t>(columns) * sizeof(float));
      }
    }
  });
  double total = 0.0;
  for (const float loss : losses) total += static_cast<double>(loss);
  return total;
}

}  // namespace graft::kernels
#endif
