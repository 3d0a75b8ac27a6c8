#include "lora_graft.h"

#include <cmath>

#include "graft/autograd.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/linear.h"
#include "graft/ops/matmul.h"

namespace graft {

namespace {

Tensor initial_a(std::int64_t rank, std::int64_t in_features, Rng& rng) {
  const float bound = 1.0f / std::sqrt(static_cast<float>(in_features));
  return random_uniform({rank, in_features}, rng, -bound, bound);
}

Tensor transposed(const Tensor& matrix) {
  const std::int64_t rows = matrix.dim(0);
  const std::int64_t columns = matrix.dim(1);
  Tensor result({columns, rows});
  const float* from = matrix.data<float>();
  float* to = result.data<float>();
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      to[column * rows + row] = from[row * columns + column];
    }
  }
  return result;
}

}  // namespace

LoraGraft::LoraGraft(const LoraOptions& options, const GraftPoint& point, Rng& rng)
    : scale_(options.scale()),
      dropout_(options.dropout),
      lora_a_(initial_a(options.rank, point.in_features(), rng)),
      lora_b_(Tensor::zeros({point.out_features(), options.rank})) {
  lora_a_.set_requires_grad(true);
  lora_b_.set_requires_grad(true);
}

Tensor LoraGraft::output(const Tensor& input, const Tensor& output, ForwardContext& context) {
  if (weight_before_.defined()) return output;
  const Tensor narrow = linear(dropout(input, dropout_, context), lora_a_);
  return add(output, linear(scale(narrow, scale_), lora_b_));
}

void LoraGraft::merge(GraftPoint& point) {
  if (weight_before_.defined()) return;
  const NoGradient no_gradient;
  // B A is [out, in]; A^T B^T is [in, out].
  const bool is_in_out = point.weight_layout == WeightLayout::kInOut;
  const Tensor update = is_in_out ? matmul(lora_a_, transposed(lora_b_), Transpose::kFirst)
                                  : matmul(lora_b_, lora_a_);
  weight_before_ = point.weight.clone();
  point.weight.copy_from(add(weight_before_, scale(update, scale_)));
}

void LoraGraft::unmerge(GraftPoint& point) {
  if (!weight_before_.defined()) return;
  point.weight.copy_from(weight_before_);
  weight_before_ = Tensor();
}

}  // namespace graft
