#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/bench/op_cases/op_case.h"

namespace graft {

constexpr std::int64_t kHidden = 768;
constexpr std::int64_t kHeadSize = 64;
constexpr std::int64_t kHeads = kHidden / kHeadSize;

/// Random numbers from -1 to 1 that want a gradient.
Tensor leaf(const Shape& shape, DType dtype);
inline Tensor parameter(const Shape& shape) { return leaf(shape, DType::kFloat32); }
/// i64, spread over [0, below).
Tensor spread_ids(const Shape& shape, std::int64_t below);
/// bool, true for one in eight.
Tensor sparse_mask(const Shape& shape);

/// "4096 x 768".
std::string text_of(const Shape& shape);

/// A case of products; its gradient makes twice as many.
OpCase product_case(std::string op, std::string shape, DType dtype, double flops);
/// A case that moves so many elements of its type, and bytes of others.
OpCase stream_case(std::string op, std::string shape, DType dtype, double forward_elements,
                   double gradient_elements, double other_bytes = 0.0);
/// An op from a tensor to one of its shape. Its gradient reads `read_again` of input and output
/// besides what comes in.
OpCase same_shape_case(std::string op, const Shape& shape, DType dtype, int read_again,
                       const std::function<Tensor(const Tensor&)>& function);

/// Prepares an op on leaves of these shapes.
std::function<PreparedOp()> on_leaves(
    std::vector<Shape> shapes, DType dtype,
    std::function<std::vector<Tensor>(const std::vector<Tensor>&)> function);

}  // namespace graft
