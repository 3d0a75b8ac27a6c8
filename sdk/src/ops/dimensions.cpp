#include "graft/ops/dimensions.h"

#include <numeric>
#include <string>
#include <utility>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/shape.h"
#include "graft/profile.h"
#include "kernels/strided_copy.h"
#include "ops/op_dimension.h"

namespace graft {
namespace {

// `order` counts from the front.
Tensor permuted(const Tensor& input, const std::vector<std::int64_t>& order) {
  Shape shape;
  for (const std::int64_t d : order) shape.push_back(input.dim(d));
  Tensor output(shape, input.dtype());
  if (output.numel() == 0) return output;
  const Shape strides = kernels::strides_of(input.shape());
  kernels::LoopNest nest = {shape, {Shape()}};
  for (const std::int64_t d : order) {
    nest.strides[0].push_back(strides[static_cast<std::size_t>(d)]);
  }
  kernels::strided_copy(kernels::joined(nest), size_of(input.dtype()), input.raw_data(),
                        output.raw_data());
  return output;
}

// grad_input = grad_output in the order that leads back
Tensor permuted_op(const Tensor& input, const std::vector<std::int64_t>& order) {
  std::vector<std::int64_t> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    back[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  }
  return record_gradient(permuted(input, order), {input},
                         [back](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, permuted(grad_output, back));
                         });
}

}  // namespace

Tensor permute(const Tensor& input, const std::vector<std::int64_t>& dimensions) {
  const OpScope scope("permute");
  require_defined("permute", "input", input);
  dimensions_of("permute", input, dimensions);
  if (static_cast<std::int64_t>(dimensions.size()) != input.rank()) {
    throw ShapeError("permute: " + std::to_string(dimensions.size()) + " dimensions for input " +
                     to_string(input.shape()) + ", expected " + std::to_string(input.rank()) + ".");
  }
  std::vector<std::int64_t> order;
  order.reserve(dimensions.size());
  for (const std::int64_t dimension : dimensions) {
    order.push_back(dimension_of("permute", input, dimension));
  }
  return permuted_op(input, order);
}

Tensor transpose(const Tensor& input, std::int64_t first, std::int64_t second) {
  const OpScope scope("transpose");
  require_defined("transpose", "input", input);
  std::vector<std::int64_t> order(input.shape().size());
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[static_cast<std::size_t>(dimension_of("transpose", input, first))],
            order[static_cast<std::size_t>(dimension_of("transpose", input, second))]);
  return permuted_op(input, order);
}

Tensor unsqueeze(const Tensor& input, std::int64_t dimension) {
  const OpScope scope("unsqueeze");
  require_defined("unsqueeze", "input", input);
  Shape shape = input.shape();
  shape.insert(shape.begin() + new_dimension_of("unsqueeze", input, dimension), 1);
  return reshape(input, std::move(shape));
}

Tensor squeeze(const Tensor& input, std::int64_t dimension) {
  const OpScope scope("squeeze");
  require_defined("squeeze", "input", input);
  const std::int64_t d = dimension_of("squeeze", input, dimension);
  if (input.dim(d) != 1) {
    throw ShapeError("squeeze: dimension " + std::to_string(dimension) + " of " +
                     to_string(input.shape()) + " has not size 1.");
  }
  Shape shape = input.shape();
  shape.erase(shape.begin() + d);
  return reshape(input, std::move(shape));
}

}  // namespace graft
