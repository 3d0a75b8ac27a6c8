#include "kernels/rotary.h"

#include <cmath>

#include "graft/parallel.h"
#include "kernels/f32_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rotary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

// The heads of one position. `direction` -1 turns back.
void rotate_heads(const float* from, const float* cosines, const float* sines, std::int64_t heads,
                  std::int64_t pairs, float direction, float* to) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const Floats directions = hn::Set(d, direction);
  for (std::int64_t head = 0; head < heads; ++head, from += 2 * pairs, to += 2 * pairs) {
    std::int64_t i = 0;
    for (; i + step <= pairs; i += step) {
      const Floats c = hn::LoadU(d, cosines + i);
      const Floats s = hn::Mul(hn::LoadU(d, sines + i), directions);
      const Floats first = hn::LoadU(d, from + i);
      const Floats second = hn::LoadU(d, from + pairs + i);
      hn::StoreU(hn::NegMulAdd(second, s, hn::Mul(first, c)), d, to + i);
      hn::StoreU(hn::MulAdd(first, s, hn::Mul(second, c)), d, to + pairs + i);
    }
    for (; i < pairs; ++i) {
      const float s = sines[i] * direction;
      const float first = from[i];
      const float second = from[pairs + i];
      to[i] = first * cosines[i] - second * s;
      to[pairs + i] = second * cosines[i] + first * s;
    }
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(rotate_heads);

namespace {

void rotate(ConstElements input, const float* cosines, const float* sines, const RotaryShape& shape,
            float direction, Elements output) {
  const std::int64_t width = 2 * shape.pairs * shape.heads;
  parallel_for(
      shape.batch * shape.seq, 65536 / (width + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
        F32Rows<0> read(width, 1);
        F32Rows<1> written(width, 1);
        for (std::int64_t position = begin; position < end; ++position) {
          const Elements place = output + position * width;
          const std::int64_t row = shape.is_by_row ? position : position % shape.seq;
          HWY_DYNAMIC_DISPATCH(rotate_heads)
          (read.read(input + position * width, 1), cosines + row * shape.pairs,
           sines + row * shape.pairs, shape.heads, shape.pairs, direction, written.place(place));
          written.finish(place, 1);
        }
      });
}

}  // namespace

void rotary_angles(const std::int64_t* positions, std::int64_t count,
                   const float* inverse_frequencies, std::int64_t pairs, float* cosines,
                   float* sines) {
  parallel_for(count, 4096 / (pairs + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      const auto position = static_cast<float>(positions[row]);
      for (std::int64_t i = 0; i < pairs; ++i) {
        const float angle = position * inverse_frequencies[i];
        cosines[row * pairs + i] = std::cos(angle);
        sines[row * pairs + i] = std::sin(angle);
      }
    }
  });
}

void rotate_pairs(ConstElements input, const float* cosines, const float* sines,
                  const RotaryShape& shape, Elements output) {
  rotate(input, cosines, sines, shape, 1.0f, output);
}

void rotate_pairs_back(ConstElements input, const float* cosines, const float* sines,
                       const RotaryShape& shape, Elements output) {
  rotate(input, cosines, sines, shape, -1.0f, output);
}

}  // namespace graft::kernels
#endif
