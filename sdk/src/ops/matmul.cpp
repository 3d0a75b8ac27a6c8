#include "graft/ops/matmul.h"

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/matmul.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"

namespace graft {
namespace {

using kernels::Matrix;

// The last two dimensions as a matrix, and those before as a batch.
Matrix matrix_of(const Tensor& tensor) {
  return Matrix::row_major(kernels::elements_of(tensor), tensor.dim(-2), tensor.dim(-1));
}

std::int64_t batch_of(const Tensor& tensor) {
  return count_between(tensor.shape(), 0, tensor.rank() - 2);
}

// left right, written to a new tensor of `shape`
Tensor product(const Matrix& left, const Matrix& right, const Shape& shape) {
  const bool in_f32 = left.data.is_f32() && right.data.is_f32();
  Tensor output(shape, in_f32 ? DType::kFloat32 : DType::kBFloat16);
  kernels::matmul(left, right, nullptr, kernels::elements_of(output), batch_of(output));
  return output;
}

}  // namespace

// output = A B, where A is `left` or its transpose and B is `right` or its transpose
//   grad_A = grad_output B^T
//   grad_B = A^T grad_output
Tensor matmul(const Tensor& left, const Tensor& right, Transpose transpose) {
  const OpScope scope("matmul");
  require_float("matmul", "left", left);
  require_float("matmul", "right", right);
  if (left.rank() != right.rank() || left.rank() < 2) {
    throw ShapeError("matmul: left " + to_string(left.shape()) + " and right " +
                     to_string(right.shape()) + " must have the same rank, at least 2.");
  }
  for (std::int64_t d = 0; d + 2 < left.rank(); ++d) {
    require_same_dim("matmul", "left", left, d, "right", right, d);
  }
  const bool first = transpose == Transpose::kFirst || transpose == Transpose::kBoth;
  const bool second = transpose == Transpose::kSecond || transpose == Transpose::kBoth;
  require_same_dim("matmul", "left", left, first ? -2 : -1, "right", right, second ? -1 : -2);

  // A matrix of a batch without any may be of a size that cannot be counted.
  count_between(left.shape(), left.rank() - 2, left.rank());
  count_between(right.shape(), right.rank() - 2, right.rank());
  const Matrix a = first ? matrix_of(left).transposed() : matrix_of(left);
  const Matrix b = second ? matrix_of(right).transposed() : matrix_of(right);
  Shape shape = left.shape();
  shape[shape.size() - 2] = a.rows;
  shape[shape.size() - 1] = b.columns;
  const Tensor left_if_read = wants_gradient({right}) ? left : Tensor();
  const Tensor right_if_read = wants_gradient({left}) ? right : Tensor();
  return record_gradient(
      product(a, b, shape), {left, right},
      [left_if_read, right_if_read, first, second, left_shape = left.shape(),
       right_shape = right.shape()](const Tensor& grad_output, Gradients& grads) {
        const Matrix grad = matrix_of(grad_output);
        if (grads.needed(0)) {
          const Matrix stored = matrix_of(right_if_read);
          const Matrix b_transposed = second ? stored : stored.transposed();
          // A transposed operand gets the transposed product: (G B^T)^T = B G^T.
          grads.add(0, first ? product(b_transposed.transposed(), grad.transposed(), left_shape)
                             : product(grad, b_transposed, left_shape));
        }
        if (grads.needed(1)) {
          const Matrix stored = matrix_of(left_if_read);
          const Matrix a_transposed = first ? stored : stored.transposed();
          grads.add(1, second ? product(grad.transposed(), a_transposed.transposed(), right_shape)
                              : product(a_transposed, grad, right_shape));
        }
      });
}

}  // namespace graft
