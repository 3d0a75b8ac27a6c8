#include "kernels/rms_norm.h"

#include <algorithm>
#include <cstring>
#include <vector>
#include <math.h>

#include "graft/parallel.h"
#include "kernels/elementwise.h"
#include "kernels/f32_rows.h"
#include "kernels/vector_width.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rms_norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct ScaledProduct {
  float factor;
  HWY_INLINE Floats operator()(FloatTag d, Floats x, Floats weight) const {
    return hn::Mul(hn::Mul(x, hn::Set(d, factor)), weight);
  }
};

void rms_norm_rows(const float* input, const float* weight, float epsilon, std::int64_t rows,
                   std::int64_t columns, float* output, float* inverse_root) {
  for (std::int64_t r = 0; r < rows; ++r, input += columns, output += columns) {
    const float mean_square = dot(input, input, columns) / static_cast<float>(columns);
    inverse_root[r] = 1.0f / sqrtf(mean_square + epsilon);
    map(input, weight, output, columns, ScaledProduct{inverse_root[r]});
  }
}

// Whole vectors are read without a mask.
HWY_INLINE Floats load_up_to(FloatTag d, const float* from, std::int64_t count) {
  return count >= lanes(d) ? hn::LoadU(d, from) : load_first(d, from, count);
}

// Adds to the sum over rows, `weight_sum`, and writes grad_input unless it is null. With
// normalized = input * inverse and grad = grad_output * weight:
//   grad_input = inverse * (grad - normalized * mean(grad * normalized))
void rms_norm_gradient_rows(const float* input, const float* weight, const float* inverse_root,
                            const float* grad_output, std::int64_t rows, std::int64_t columns,
                            float* grad_input, float* weight_sum) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  for (std::int64_t r = 0; r < rows; ++r, input += columns, grad_output += columns) {
    const Floats inverse = hn::Set(d, inverse_root[r]);
    Floats sum = hn::Zero(d);
    for (std::int64_t c = 0; c < columns; c += step) {
      const std::int64_t rest = columns - c;
      const Floats normalized = hn::Mul(load_up_to(d, input + c, rest), inverse);
      const Floats grad = load_up_to(d, grad_output + c, rest);
      sum = hn::MulAdd(hn::Mul(grad, load_up_to(d, weight + c, rest)), normalized, sum);
      // The sums are as long as whole vectors need.
      hn::StoreU(hn::MulAdd(grad, normalized, hn::LoadU(d, weight_sum + c)), d, weight_sum + c);
    }
    if (grad_input == nullptr) continue;
    const Floats mean = hn::Set(d, sum_of(d, sum) / static_cast<float>(columns));
    for (std::int64_t c = 0; c < columns; c += step) {
      const std::int64_t rest = columns - c;
      const Floats normalized = hn::Mul(load_up_to(d, input + c, rest), inverse);
      const Floats grad =
          hn::Mul(load_up_to(d, grad_output + c, rest), load_up_to(d, weight + c, rest));
      const Floats gradient = hn::Mul(inverse, hn::NegMulAdd(normalized, mean, grad));
      if (rest >= step) {
        hn::StoreU(gradient, d, grad_input + c);
      } else {
        store_first(gradient, d, grad_input + c, rest);
      }
    }
    grad_input += columns;
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(rms_norm_rows);
HWY_EXPORT(rms_norm_gradient_rows);

void rms_norm(ConstElements input, const float* weight, float epsilon, std::int64_t rows,
              std::int64_t columns, Elements output, float* inverse_root) {
  const std::int64_t grain = 16384 / (columns + 1) + 1;  // rows worth a thread
  parallel_for(rows, grain, [&](std::int64_t begin, std::int64_t end) {
    const std::int64_t most =
        rows_at_a_time(!input.is_f32() || !output.is_f32(), end - begin, columns);
    F32Rows<0> read(columns, most);
    F32Rows<1> written(columns, most);
    for (std::int64_t row = begin; row < end; row += most) {
      const std::int64_t count = std::min(most, end - row);
      const std::int64_t first = row * columns;
      HWY_DYNAMIC_DISPATCH(rms_norm_rows)
      (read.read(input + first, count), weight, epsilon, count, columns,
       written.place(output + first), inverse_root + row);
      written.finish(output + first, count);
    }
  });
}

void rms_norm_gradient(ConstElements input, const float* weight, const float* inverse_root,
                       ConstElements grad_output, std::int64_t rows, std::int64_t columns,
                       Elements grad_input, float* grad_weight) {
  // The sums of each stretch of rows have their own place, and are added afterwards.
  constexpr std::int64_t kMostStretches = 16;
  const std::int64_t width = padded_to_lanes(columns);
  const std::int64_t stretch =
      std::max<std::int64_t>((rows + kMostStretches - 1) / kMostStretches, 32);
  const std::int64_t stretches = (rows + stretch - 1) / stretch;
  std::vector<float> sums(static_cast<std::size_t>(width * std::max<std::int64_t>(stretches, 1)));
  const bool converts = !input.is_f32() || !grad_output.is_f32();
  const std::int64_t most = rows_at_a_time(converts, stretch, columns);
  parallel_for(
      stretches, 8192 / (stretch * columns + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
        F32Rows<0> read(columns, most);
        F32Rows<1> read_grad(columns, most);
        F32Rows<2> written(columns, most);
        for (std::int64_t s = begin; s < end; ++s) {
          const std::int64_t last = std::min((s + 1) * stretch, rows);
          for (std::int64_t row = s * stretch; row < last; row += most) {
            const std::int64_t count = std::min(most, last - row);
            const std::int64_t first = row * columns;
            const Elements place = grad_input.data == nullptr ? Elements() : grad_input + first;
            HWY_DYNAMIC_DISPATCH(rms_norm_gradient_rows)
            (read.read(input + first, count), weight, inverse_root + row,
             read_grad.read(grad_output + first, count), count, columns, written.place(place),
             sums.data() + width * s);
            written.finish(place, count);
          }
        }
      });
  for (std::int64_t s = 1; s < stretches; ++s) {
    add(sums.data(), sums.data() + width * s, sums.data(), width, width);
  }
  if (grad_weight != nullptr) {
    std::memcpy(grad_weight, sums.data(), static_cast<std::size_t>(columns) * sizeof(float));
  }
}

}  // namespace graft::kernels
#endif
