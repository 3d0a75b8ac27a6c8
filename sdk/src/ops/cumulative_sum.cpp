#include "graft/ops/cumulative_sum.h"

#include <vector>

#include "graft/autograd.h"
#include "graft/parallel.h"
#include "graft/profile.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

enum class Direction { kForward, kBackward };

Tensor running_sum(const Tensor& input, const Around& at, Direction direction) {
  Tensor output(input.shape());
  if (output.numel() == 0) return output;
  const float* const from = input.data<float>();
  float* const to = output.data<float>();
  parallel_for(
      at.outer, 16384 / (at.size * at.inner + 1) + 1, [=](std::int64_t begin, std::int64_t end) {
        std::vector<double> totals(static_cast<std::size_t>(at.inner));
        for (std::int64_t o = begin; o < end; ++o) {
          totals.assign(totals.size(), 0.0);
          for (std::int64_t s = 0; s < at.size; ++s) {
            const std::int64_t entry = direction == Direction::kForward ? s : at.size - 1 - s;
            const std::int64_t first = (o * at.size + entry) * at.inner;
            for (std::int64_t i = 0; i < at.inner; ++i) {
              double& total = totals[static_cast<std::size_t>(i)];
              total += static_cast<double>(from[first + i]);
              to[first + i] = static_cast<float>(total);
            }
          }
        }
      });
  return output;
}

}  // namespace

// grad_input = sums of grad_output from the other end
Tensor cumulative_sum(const Tensor& input, std::int64_t dimension) {
  const OpScope scope("cumulative_sum");
  require_float("cumulative_sum", "input", input);
  const Around at = around("cumulative_sum", input, dimension);
  if (input.dtype() == DType::kBFloat16) {
    return through_f32([dimension](const Tensor& wide) { return cumulative_sum(wide, dimension); },
                       input);
  }
  return record_gradient(running_sum(input, at, Direction::kForward), {input},
                         [at](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, running_sum(grad_output, at, Direction::kBackward));
                         });
}

}  // namespace graft
