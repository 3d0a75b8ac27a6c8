#include "kernels/softmax.h"

#include <math.h>

#include "graft/parallel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/softmax_row.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

void softmax_rows(const float* input, std::int64_t rows, std::int64_t columns, float* output) {
  for (std::int64_t r = 0; r < rows; ++r, input += columns, output += columns) {
    const float sum = exp_and_sum(input, largest(input, columns), columns, output);
    map(output, output, columns, MultiplyBy{1.0f / sum});
  }
}

void log_softmax_rows(const float* input, std::int64_t rows, std::int64_t columns, float* output) {
  for (std::int64_t r = 0; r < rows; ++r, input += columns, output += columns) {
    const float most = largest(input, columns);
    const float log_sum = logf(sum_of_exp(input, most, columns));
    // Two subtractions: most + log_sum would round away the logarithm of large logits.
    map(input, output, columns, SubtractNumber{most});
    map(output, output, columns, SubtractNumber{log_sum});
  }
}

struct SoftmaxGradient {
  float mean;
  HWY_INLINE Floats operator()(FloatTag d, Floats output, Floats grad_output) const {
    return hn::Mul(output, hn::Sub(grad_output, hn::Set(d, mean)));
  }
};

void softmax_gradient_rows(const float* output, const float* grad_output, std::int64_t rows,
                           std::int64_t columns, float* grad_input) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t first = r * columns;
    const float mean = dot(output + first, grad_output + first, columns);
    map(output + first, grad_output + first, grad_input + first, columns, SoftmaxGradient{mean});
  }
}

struct LogSoftmaxGradient {
  float sum;
  HWY_INLINE Floats operator()(FloatTag d, Floats output, Floats grad_output) const {
    return hn::NegMulAdd(exp(d, output), hn::Set(d, sum), grad_output);
  }
};

void log_softmax_gradient_rows(const float* output, const float* grad_output, std::int64_t rows,
                               std::int64_t columns, float* grad_input) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t first = r * columns;
    const float total = sum_row(grad_output + first, columns);
    map(output + first, grad_output + first, grad_input + first, columns,
        LogSoftmaxGradient{total});
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(softmax_rows);
HWY_EXPORT(log_softmax_rows);
HWY_EXPORT(softmax_gradient_rows);
HWY_EXPORT(log_softmax_gradient_rows);

namespace {

// Rows worth a thread.
std::int64_t grain(std::int64_t columns) { return 8192 / (columns + 1) + 1; }

}  // namespace

void softmax(const float* input, std::int64_t rows, std::int64_t columns, float* output) {
  parallel_for(rows, grain(columns), [&](std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(softmax_rows)
    (input + begin * columns, end - begin, columns, output + begin * columns);
  });
}

void log_softmax(const float* input, std::int64_t rows, std::int64_t columns, float* output) {
  parallel_for(rows, grain(columns), [&](std::int64_t begin, std::int64_t end) {
    HWY_DYNAMIC_DISPATCH(log_softmax_rows)
    (input + begin * columns, end - begin, columns, output + begin * columns);
  });
}

void softmax_gradient(const float* output, const float* grad_output, std::int64_t rows,
                      std::int64_t columns, float* grad_input) {
  parallel_for(rows, grain(columns), [&](std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * columns;
    HWY_DYNAMIC_DISPATCH(softmax_gradient_rows)
    (output + first, grad_output + first, end - begin, columns, grad_input + first);
  });
}

void log_softmax_gradient(const float* output, const float* grad_output, std::int64_t rows,
                          std::int64_t columns, float* grad_input) {
  parallel_for(rows, grain(columns), [&](std::int64_t begin, std::int64_t end) {
    const std::int64_t first = begin * columns;
    HWY_DYNAMIC_DISPATCH(log_softmax_gradient_rows)
    (output + first, grad_output + first, end - begin, columns, grad_input + first);
  });
}

}  // namespace graft::kernels
#endif
