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

// -log softmax(logits)[label], and the gradient of `gradient_scale` times it where wanted:
// gradient_scale * (softmax(logits) - [column == label]).
float cross_entropy_row(const float* logits, std::int64_t label, std::int64_t columns,
                        float gradient_scale, float* gradient) {
  const float most = largest(logits, columns);
  const float at_label = logits[label] - most;
  if (gradient == nullptr) return logf(sum_of_exp(logits, most, columns)) - at_label;
  const float sum = exp_and_sum(logits, most, columns, gradient);
  map(gradient, gradient, columns, MultiplyBy{gradient_scale / sum});
  gradient[label] -= gradient_scale;
  return logf(sum) - at_label;
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(cross_entropy_row);

double cross_entropy(const float* logits, const std::int64_t* labels, std::int64_t ignore,
                     std::int64_t rows, std::int64_t columns, float gradient_scale,
                     float* gradient) {
  std::vector<float> losses(static_cast<std::size_t>(rows), 0.0f);
  parallel_for(rows, 8192 / (columns + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      float* const row = gradient == nullptr ? nullptr : gradient + r * columns;
      if (labels[r] != ignore) {
        losses[static_cast<std::size_t>(r)] = HWY_DYNAMIC_DISPATCH(cross_entropy_row)(
            logits + r * columns, labels[r], columns, gradient_scale, row);
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
