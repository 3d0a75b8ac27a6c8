#include "graft/ops/reduce_dimensions.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/broadcast.h"
#include "graft/ops/dimensions.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/shape.h"
#include "graft/parallel.h"
#include "graft/profile.h"
#include "kernels/elementwise.h"
#include "kernels/row_reduce.h"
#include "ops/broadcasting.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

// What a reduction reads and makes.
struct Plan {
  std::vector<bool> is_reduced;  // per dimension
  std::int64_t count = 1;        // elements reduced to one
  std::int64_t results = 1;
  Shape kept;    // the result's shape with reduced dimensions of size 1
  Shape output;  // as the caller wants it
};

Plan plan_of(const char* op, const Tensor& input, const std::vector<std::int64_t>& dimensions,
             ReducedDims reduced) {
  require_float(op, "input", input);
  Plan result;
  result.is_reduced = dimensions_of(op, input, dimensions);
  Shape counted;
  for (std::size_t d = 0; d < result.is_reduced.size(); ++d) {
    const std::int64_t size = input.shape()[d];
    if (result.is_reduced[d]) counted.push_back(size);
    result.kept.push_back(result.is_reduced[d] ? 1 : size);
    if (!result.is_reduced[d] || reduced == ReducedDims::kKeep) {
      result.output.push_back(result.kept.back());
    }
  }
  result.count = element_count(counted);
  result.results = element_count(result.kept);
  return result;
}

void require_more_than(const char* op, const Tensor& input, const Plan& plan, std::int64_t least) {
  if (plan.count > least || plan.results == 0) return;
  throw ShapeError(std::string(op) + ": " + std::to_string(plan.count) + " elements of input " +
                   to_string(input.shape()) + " are reduced to one, expected more than " +
                   std::to_string(least) + ".");
}

// grad_input = grad_output repeated, times factor
Tensor scaled_sum(const Tensor& input, const Plan& plan, float factor) {
  if (input.dtype() == DType::kBFloat16) {
    return through_f32([&](const Tensor& wide) { return scaled_sum(wide, plan, factor); }, input);
  }
  Tensor output = sum_over(input, plan.is_reduced).view(plan.output);
  if (factor != 1.0f) {
    const NoGradient no_gradient;
    output = scale(output, factor);
  }
  return record_gradient(output, {input},
                         [shape = input.shape(), kept = plan.kept, factor](
                             const Tensor& grad_output, Gradients& grads) {
                           Tensor each = grad_output.view(kept);
                           if (factor != 1.0f) each = scale(each, factor);
                           grads.add(0, broadcast_to(each, shape));
                         });
}

// The input with the reduced dimensions last, as [results, count].
Tensor as_rows(const Tensor& input, const Plan& plan) {
  std::vector<std::int64_t> order;
  for (const bool last : {false, true}) {
    for (std::size_t d = 0; d < plan.is_reduced.size(); ++d) {
      if (plan.is_reduced[d] == last) order.push_back(static_cast<std::int64_t>(d));
    }
  }
  const bool moves = !std::is_sorted(order.begin(), order.end());
  return reshape(moves ? permute(input, order) : input, {plan.results, plan.count});
}

// output[r] = rows[r, positions[r]];  grad_rows[r, positions[r]] = grad_output[r], 0 elsewhere
Tensor extreme(const char* op, kernels::Extreme which, const Tensor& input,
               const std::vector<std::int64_t>& dimensions, ReducedDims reduced) {
  const Plan p = plan_of(op, input, dimensions, reduced);
  require_more_than(op, input, p, 0);
  if (input.dtype() == DType::kBFloat16) {
    return through_f32(
        [&](const Tensor& wide) { return extreme(op, which, wide, dimensions, reduced); }, input);
  }
  const Tensor rows = as_rows(input, p);
  Tensor output(p.output);
  Tensor positions(p.output, DType::kInt64);
  std::int64_t* const position = positions.data<std::int64_t>();
  if (p.results > 0) {
    kernels::row_extreme(which, rows.data<float>(), p.results, p.count, position);
  }
  const float* const from = rows.data<float>();
  float* const to = output.data<float>();
  for (std::int64_t r = 0; r < p.results; ++r) to[r] = from[r * p.count + position[r]];
  return record_gradient(
      output, {rows},
      [positions, shape = rows.shape()](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_rows = Tensor::zeros(shape);
        const auto* const at = positions.data<std::int64_t>();
        const float* const grad = grad_output.data<float>();
        float* const each = grad_rows.data<float>();
        for (std::int64_t r = 0; r < shape[0]; ++r) {
          each[r * shape[1] + at[r]] = grad[r];
        }
        grads.add(0, grad_rows);
      });
}

// grad_input[r, c] = slope(input[r, c], r)
template <class Slope>
Tensor row_gradient(const Tensor& input, const Slope& slope) {
  Tensor grad_input(input.shape());
  const std::int64_t columns = input.dim(1);
  const float* const from = input.data<float>();
  float* const to = grad_input.data<float>();
  parallel_for(input.dim(0), 16384 / (columns + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      for (std::int64_t i = r * columns; i < (r + 1) * columns; ++i) to[i] = slope(from[i], r);
    }
  });
  return grad_input;
}

}  // namespace

Tensor sum(const Tensor& input, const std::vector<std::int64_t>& dimensions, ReducedDims reduced) {
  const OpScope scope("sum");
  return scaled_sum(input, plan_of("sum", input, dimensions, reduced), 1.0f);
}

Tensor mean(const Tensor& input, const std::vector<std::int64_t>& dimensions, ReducedDims reduced) {
  const OpScope scope("mean");
  const Plan p = plan_of("mean", input, dimensions, reduced);
  require_more_than("mean", input, p, 0);
  return scaled_sum(input, p, 1.0f / static_cast<float>(p.count));
}

Tensor max(const Tensor& input, const std::vector<std::int64_t>& dimensions, ReducedDims reduced) {
  const OpScope scope("max");
  return extreme("max", kernels::Extreme::kLargest, input, dimensions, reduced);
}

Tensor min(const Tensor& input, const std::vector<std::int64_t>& dimensions, ReducedDims reduced) {
  const OpScope scope("min");
  return extreme("min", kernels::Extreme::kSmallest, input, dimensions, reduced);
}

// output = sum (x - mean)^2 / (count - correction)
// grad_x = grad_output 2 (x - mean) / (count - correction)
Tensor variance(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                ReducedDims reduced, std::int64_t correction) {
  const OpScope scope("variance");
  const Plan p = plan_of("variance", input, dimensions, reduced);
  if (correction < 0) {
    throw Error("variance: correction is " + std::to_string(correction) + ", expected 0 or more.");
  }
  require_more_than("variance", input, p, correction);
  if (input.dtype() == DType::kBFloat16) {
    return through_f32(
        [&](const Tensor& wide) { return variance(wide, dimensions, reduced, correction); }, input);
  }
  const Tensor rows = as_rows(input, p);
  const float factor = 1.0f / static_cast<float>(p.count - correction);
  Tensor means({p.results});
  Tensor output(p.output);
  if (p.results > 0) {
    kernels::row_squared_distances(rows.data<float>(), p.results, p.count, means.data<float>(),
                                   output.data<float>());
  }
  kernels::scale(output.data<float>(), factor, output.data<float>(), p.results);
  return record_gradient(output, {rows},
                         [rows, means, factor](const Tensor& grad_output, Gradients& grads) {
                           const float* const mean_of = means.data<float>();
                           const float* const grad = grad_output.data<float>();
                           grads.add(0, row_gradient(rows, [=](float x, std::int64_t r) {
                                       return 2.0f * factor * grad[r] * (x - mean_of[r]);
                                     }));
                         });
}

// grad_x = grad_output e^(x - output)
Tensor log_sum_exp(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                   ReducedDims reduced) {
  const OpScope scope("log_sum_exp");
  const Plan p = plan_of("log_sum_exp", input, dimensions, reduced);
  require_more_than("log_sum_exp", input, p, 0);
  if (input.dtype() == DType::kBFloat16) {
    return through_f32([&](const Tensor& wide) { return log_sum_exp(wide, dimensions, reduced); },
                       input);
  }
  const Tensor rows = as_rows(input, p);
  Tensor output(p.output);
  if (p.results > 0) {
    kernels::row_log_sum_exp(rows.data<float>(), p.results, p.count, output.data<float>());
  }
  return record_gradient(
      output, {rows},
      [rows, output = output.detach()](const Tensor& grad_output, Gradients& grads) {
        const float* const total = output.data<float>();
        const float* const grad = grad_output.data<float>();
        grads.add(0, row_gradient(rows, [=](float x, std::int64_t r) {
                    return total[r] == -INFINITY ? 0.0f : grad[r] * std::exp(x - total[r]);
                  }));
      });
}

}  // namespace graft
