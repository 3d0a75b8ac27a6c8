#include "ops/broadcasting.h"

#include <algorithm>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/broadcast.h"
#include "graft/ops/elementwise.h"
#include "kernels/reduce.h"
#include "ops/op_dimension.h"
#include "ops/through_f32.h"

namespace graft {

using kernels::Binary;

Shape broadcast_shape(const char* op, const char* left_name, const Shape& left,
                      const char* right_name, const Shape& right) {
  Shape shape(std::max(left.size(), right.size()), 1);
  for (std::size_t d = 1; d <= shape.size(); ++d) {  // from the last dimension
    const std::int64_t left_size = d <= left.size() ? left[left.size() - d] : 1;
    const std::int64_t right_size = d <= right.size() ? right[right.size() - d] : 1;
    if (left_size != right_size && left_size != 1 && right_size != 1) {
      throw ShapeError(std::string(op) + ": " + left_name + " " + to_string(left) + " and " +
                       right_name + " " + to_string(right) + " disagree in dimension -" +
                       std::to_string(d) + ": " + std::to_string(left_size) +
                       " != " + std::to_string(right_size) + ", and neither is 1.");
    }
    shape[shape.size() - d] = left_size == 1 ? right_size : left_size;
  }
  return shape;
}

Tensor broadcast_binary(const char* op, Binary kind, const Tensor& left, const Tensor& right) {
  Tensor output(broadcast_shape(op, "left", left.shape(), "right", right.shape()));
  if (output.numel() > 0) {
    kernels::binary(kind, kernels::broadcast_nest(output.shape(), {left.shape(), right.shape()}),
                    left.data<float>(), right.data<float>(), output.data<float>());
  }
  return output;
}

Tensor sum_over(const Tensor& input, const std::vector<bool>& dimensions) {
  Tensor result = input.view(input.shape());
  // Neighbouring dimensions at once, the last ones first: they leave the least behind.
  for (std::size_t end = dimensions.size(); end > 0; --end) {
    if (!dimensions[end - 1]) continue;
    std::size_t begin = end - 1;
    while (begin > 0 && dimensions[begin - 1]) --begin;
    Shape shape = result.shape();
    const auto first = static_cast<std::int64_t>(begin);
    const auto last = static_cast<std::int64_t>(end);
    const std::int64_t outer = count_between(shape, 0, first);
    const std::int64_t size = count_between(shape, first, last);
    const std::int64_t inner = count_between(shape, last, result.rank());
    std::fill(shape.begin() + first, shape.begin() + last, 1);
    Tensor sums(shape);
    kernels::group_sum(result.data<float>(), outer, size, inner, sums.data<float>());
    result = sums;
    end = begin + 1;
  }
  return result;
}

namespace {

// grad_left = grad_output, grad_right = grad_output, each summed over its repetitions
Tensor sum_of(const Tensor& left, const Tensor& right) {
  return record_gradient(broadcast_binary("add", Binary::kAdd, left, right), {left, right},
                         [left_shape = left.shape(), right_shape = right.shape()](
                             const Tensor& grad_output, Gradients& grads) {
                           if (grads.needed(0)) grads.add(0, sum_to(grad_output, left_shape));
                           if (grads.needed(1)) {
                             grads.add(1, sum_to(grad_output, right_shape));
                           }
                         });
}

// grad_left = grad_output, grad_right = -grad_output, each summed over its repetitions
Tensor difference_of(const Tensor& left, const Tensor& right) {
  return record_gradient(broadcast_binary("subtract", Binary::kSubtract, left, right),
                         {left, right},
                         [left_shape = left.shape(), right_shape = right.shape()](
                             const Tensor& grad_output, Gradients& grads) {
                           if (grads.needed(0)) grads.add(0, sum_to(grad_output, left_shape));
                           if (grads.needed(1)) {
                             grads.add(1, scale(sum_to(grad_output, right_shape), -1.0f));
                           }
                         });
}

// grad_left = grad_output right, grad_right = grad_output left, each summed over its repetitions
Tensor product_of(const Tensor& left, const Tensor& right) {
  const Tensor left_if_read = wants_gradient({right}) ? left : Tensor();
  const Tensor right_if_read = wants_gradient({left}) ? right : Tensor();
  return record_gradient(
      broadcast_binary("multiply", Binary::kMultiply, left, right), {left, right},
      [left_if_read, right_if_read, left_shape = left.shape(), right_shape = right.shape()](
          const Tensor& grad_output, Gradients& grads) {
        const auto times = [&grad_output](const Tensor& other) {
          return broadcast_binary("multiply", Binary::kMultiply, grad_output, other);
        };
        if (grads.needed(0)) grads.add(0, sum_to(times(right_if_read), left_shape));
        if (grads.needed(1)) grads.add(1, sum_to(times(left_if_read), right_shape));
      });
}

}  // namespace

Tensor broadcast_add(const Tensor& left, const Tensor& right) {
  return through_f32(sum_of, left, right);
}

Tensor broadcast_subtract(const Tensor& left, const Tensor& right) {
  return through_f32(difference_of, left, right);
}

Tensor broadcast_multiply(const Tensor& left, const Tensor& right) {
  return through_f32(product_of, left, right);
}

}  // namespace graft
