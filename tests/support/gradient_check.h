#pragma once

#include <functional>
#include <vector>

#include "graft/tensor.h"

namespace graft::tests {

using TensorFunction = std::function<Tensor(const std::vector<Tensor>& inputs)>;

/// Checks the gradient of `function` at `inputs`, all f32, with Boost.Test:
///
/// - The output is multiplied by fixed random weights and summed; the gradient of that sum at each
///   element of each input must be within `tolerance` of a difference quotient of fourth order.
/// - Each input alone must get the same gradient bit for bit when no other wants one.
/// - A second pass must give the same bits.
void check_gradient(const TensorFunction& function, const std::vector<Tensor>& inputs,
                    double tolerance = 1e-3);

/// Elements normally distributed, the same for the same seed.
Tensor random_tensor(const Shape& shape, std::uint64_t seed, float standard_deviation = 1.0f);

/// Whether both hold the same bytes under the same shape.
bool same_bits(const Tensor& left, const Tensor& right);

}  // namespace graft::tests
