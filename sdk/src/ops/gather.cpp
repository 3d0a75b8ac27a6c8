#include "graft/ops/gather.h"

#include <string>
#include <vector>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/gather.h"
#include "kernels/rows.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

using kernels::Indexed;

void require_in_range(const char* op, const Tensor& index, std::int64_t size) {
  const std::int64_t* const values = index.data<std::int64_t>();
  for (std::int64_t i = 0; i < index.numel(); ++i) {
    if (values[i] >= 0 && values[i] < size) continue;
    throw InputError("index-out-of-range",
                     std::string(op) + ": index " + std::to_string(values[i]) + " at position " +
                         std::to_string(i) + " of " + to_string(index.shape()) +
                         (size == 0 ? ", but there are no entries"
                                    : ", expected 0 to " + std::to_string(size - 1)));
  }
}

Indexed indexed(const char* op, const Tensor& input, std::int64_t dimension, const Tensor& index) {
  const Around at = around(op, input, dimension);
  require_i64(op, "index", index);
  if (index.rank() != input.rank() ||
      with_size(index.shape(), at.dimension, at.size) != input.shape()) {
    throw ShapeError(std::string(op) + ": input " + to_string(input.shape()) + " and index " +
                     to_string(index.shape()) + " differ outside dimension " +
                     std::to_string(dimension) + ".");
  }
  around(op, index, dimension);  // its positions can be counted
  require_in_range(op, index, at.size);
  return {at.outer, at.size, index.dim(at.dimension), at.inner};
}

Tensor gathered(const Indexed& sizes, const Tensor& input, const Tensor& index) {
  Tensor output(index.shape(), input.dtype());
  kernels::gather(sizes, size_of(input.dtype()), input.raw_data(), index.data<std::int64_t>(),
                  output.raw_data());
  return output;
}

}  // namespace

// grad_input[index[i]] += grad_output[i]
Tensor gather(const Tensor& input, std::int64_t dimension, const Tensor& index) {
  const OpScope scope("gather");
  const Indexed sizes = indexed("gather", input, dimension, index);
  return record_gradient(
      gathered(sizes, input, index), {input},
      [sizes, index, shape = input.shape()](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_input = Tensor::zeros(shape);
        const Tensor grad = grad_output.to(DType::kFloat32);
        kernels::scatter_add(sizes, grad.data<float>(), index.data<std::int64_t>(),
                             grad_input.data<float>());
        grads.add(0, grad_input);
      });
}

// grad_input = grad_output,  grad_source[i] = grad_output[index[i]]
Tensor scatter_add(const Tensor& input, std::int64_t dimension, const Tensor& index,
                   const Tensor& source) {
  const OpScope scope("scatter_add");
  require_float("scatter_add", "input", input);
  require_float("scatter_add", "source", source);
  const Indexed sizes = indexed("scatter_add", input, dimension, index);
  require_shape("scatter_add", "source", source, index.shape());
  if (input.dtype() == DType::kBFloat16 || source.dtype() == DType::kBFloat16) {
    return through_f32(
        [dimension, &index](const Tensor& wide, const Tensor& added) {
          return scatter_add(wide, dimension, index, added);
        },
        input, source);
  }
  Tensor output = input.clone();
  kernels::scatter_add(sizes, source.data<float>(), index.data<std::int64_t>(),
                       output.data<float>());
  return record_gradient(output, {input, source},
                         [sizes, index](const Tensor& grad_output, Gradients& grads) {
                           if (grads.needed(0)) grads.add(0, grad_output);
                           if (grads.needed(1)) grads.add(1, gathered(sizes, grad_output, index));
                         });
}

// grad_input[indices[i]] += grad_output[i], whole entries
Tensor index_select(const Tensor& input, std::int64_t dimension, const Tensor& indices) {
  const OpScope scope("index_select");
  const Around at = around("index_select", input, dimension);
  require_i64("index_select", "indices", indices);
  if (indices.rank() != 1) {
    throw ShapeError("index_select: indices " + to_string(indices.shape()) +
                     ", expected one dimension.");
  }
  require_in_range("index_select", indices, at.size);
  Tensor output(with_size(input.shape(), at.dimension, indices.numel()), input.dtype());
  // As rows of [outer * size, inner].
  std::vector<std::int64_t> rows;
  if (output.numel() > 0) {
    const std::int64_t* const index = indices.data<std::int64_t>();
    rows.reserve(static_cast<std::size_t>(at.outer * indices.numel()));
    for (std::int64_t o = 0; o < at.outer; ++o) {
      for (std::int64_t i = 0; i < indices.numel(); ++i) rows.push_back(o * at.size + index[i]);
    }
  }
  const auto count = static_cast<std::int64_t>(rows.size());
  kernels::gather_rows(input.raw_data(), rows.data(), count, at.inner * size_of(input.dtype()),
                       output.raw_data());
  return record_gradient(output, {input},
                         [rows, count, inner = at.inner, shape = input.shape()](
                             const Tensor& grad_output, Gradients& grads) {
                           Tensor grad_input = Tensor::zeros(shape);
                           const Tensor grad = grad_output.to(DType::kFloat32);
                           kernels::scatter_add_rows(grad.data<float>(), rows.data(), count, inner,
                                                     grad_input.data<float>());
                           grads.add(0, grad_input);
                         });
}

}  // namespace graft
