#include "framework/bench/op_cases/case_parts.h"

#include <utility>

#include "graft/random.h"

namespace graft {

Tensor leaf(const Shape& shape, DType dtype) {
  Rng rng(1);
  Tensor tensor = random_uniform(shape, rng, -1.0f, 1.0f).to(dtype);
  tensor.set_requires_grad(true);
  return tensor;
}

Tensor spread_ids(const Shape& shape, std::int64_t below) {
  Rng rng(2);
  Tensor ids(shape, DType::kInt64);
  auto* const values = ids.data<std::int64_t>();
  for (std::int64_t i = 0; i < ids.numel(); ++i) values[i] = rng.below(below);
  return ids;
}

Tensor sparse_mask(const Shape& shape) {
  Rng rng(3);
  Tensor mask(shape, DType::kBool);
  bool* const values = mask.data<bool>();
  for (std::int64_t i = 0; i < mask.numel(); ++i) values[i] = rng.below(8) == 0;
  return mask;
}

std::string text_of(const Shape& shape) {
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text;
}

OpCase product_case(std::string op, std::string shape, DType dtype, double flops) {
  OpCase result;
  result.op = std::move(op);
  result.shape = std::move(shape);
  result.dtype = dtype;
  result.forward.flops = flops;
  result.gradient.flops = 2.0 * flops;
  return result;
}

OpCase stream_case(std::string op, std::string shape, DType dtype, double forward_elements,
                   double gradient_elements, double other_bytes) {
  const auto element = static_cast<double>(size_of(dtype));
  OpCase result;
  result.op = std::move(op);
  result.shape = std::move(shape);
  result.dtype = dtype;
  result.forward.bytes = element * forward_elements + other_bytes;
  if (gradient_elements > 0) result.gradient.bytes = element * gradient_elements + other_bytes;
  return result;
}

OpCase same_shape_case(std::string op, const Shape& shape, DType dtype, int read_again,
                       const std::function<Tensor(const Tensor&)>& function) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result =
      stream_case(std::move(op), text_of(shape), dtype, 2 * count, (2 + read_again) * count);
  result.prepare = on_leaves({shape}, dtype, [function](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{function(inputs[0])};
  });
  return result;
}

std::function<PreparedOp()> on_leaves(
    std::vector<Shape> shapes, DType dtype,
    std::function<std::vector<Tensor>(const std::vector<Tensor>&)> function) {
  return [shapes = std::move(shapes), dtype, function = std::move(function)] {
    std::vector<Tensor> leaves;
    for (const Shape& shape : shapes) leaves.push_back(leaf(shape, dtype));
    return PreparedOp{leaves, [leaves, function] { return function(leaves); }};
  };
}

}  // namespace graft
