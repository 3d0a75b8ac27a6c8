#include "kernels/rotary.h"

#include <cmath>

#include "graft/parallel.h"
#include "kernels/f32_rows.h"

namespace graft::kernels {
namespace {

// `direction` -1 turns back.
void rotate(ConstElements input, const float* cosines, const float* sines, const RotaryShape& shape,
            float direction, Elements output) {
  const std::int64_t pairs = shape.pairs;
  const std::int64_t width = 2 * pairs * shape.heads;
  parallel_for(
      shape.batch * shape.seq, 65536 / (width + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
        F32Rows<0> read(width, 1);
        F32Rows<1> written(width, 1);
        for (std::int64_t position = begin; position < end; ++position) {
          const float* const row = read.read(input + position * width, 1);
          const Elements place = output + position * width;
          float* const turned = written.place(place);
          const std::int64_t angle = (shape.is_by_row ? position : position % shape.seq) * pairs;
          const float* const cosine = cosines + angle;
          const float* const sine = sines + angle;
          for (std::int64_t head = 0; head < shape.heads; ++head) {
            const float* const from = row + head * 2 * pairs;
            float* const to = turned + head * 2 * pairs;
            for (std::int64_t i = 0; i < pairs; ++i) {
              const float s = direction * sine[i];
              to[i] = from[i] * cosine[i] - from[pairs + i] * s;
              to[pairs + i] = from[pairs + i] * cosine[i] + from[i] * s;
            }
          }
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
