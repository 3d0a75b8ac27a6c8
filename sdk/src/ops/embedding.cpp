#include "graft/ops/embedding.h"

#include <algorithm>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/precision.h"
#include "graft/profile.h"
#include "kernels/rows.h"
#include "ops/op_check.h"

namespace graft {

// output[i] = weight[ids[i]],  grad_weight[r] = sum of grad_output[i] over all i with ids[i] == r
Tensor embedding(const Tensor& ids, const Tensor& weight, std::int64_t padding_id) {
  const OpScope scope("embedding");
  require_i64("embedding", "ids", ids);
  require_f32("embedding", "weight", weight);
  if (weight.rank() != 2) {
    throw ShapeError("embedding: weight " + to_string(weight.shape()) + " is no table of rows.");
  }
  const std::int64_t* const id = ids.data<std::int64_t>();
  for (std::int64_t i = 0; i < ids.numel(); ++i) {
    if (id[i] >= 0 && id[i] < weight.dim(0)) continue;
    throw InputError("id-out-of-range",
                     "embedding: id " + std::to_string(id[i]) + " at position " +
                         std::to_string(i) + ", expected 0 to " + std::to_string(weight.dim(0) - 1),
                     "check that tokenizer and model have the same vocabulary");
  }
  const std::int64_t width = weight.dim(1);
  Shape shape = ids.shape();
  shape.push_back(width);
  Tensor output(std::move(shape), compute_dtype());
  kernels::gather_rows(kernels::elements_of(weight), id, ids.numel(), width,
                       kernels::elements_of(output));
  return record_gradient(output, {weight},
                         [ids, padding_id, weight_shape = weight.shape()](const Tensor& grad_output,
                                                                          Gradients& grads) {
                           Tensor grad_weight = Tensor::zeros(weight_shape);
                           const Tensor grad = grad_output.to(DType::kFloat32);
                           kernels::scatter_add_rows(grad.data<float>(), ids.data<std::int64_t>(),
                                                     ids.numel(), weight_shape[1],
                                                     grad_weight.data<float>());
                           if (padding_id >= 0 && padding_id < weight_shape[0]) {
                             std::fill_n(grad_weight.data<float>() + padding_id * weight_shape[1],
                                         weight_shape[1], 0.0f);
                           }
                           grads.add(0, grad_weight);
                         });
}

}  // namespace graft
