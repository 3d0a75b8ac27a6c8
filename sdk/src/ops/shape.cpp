#include "graft/ops/shape.h"

#include <algorithm>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/blocks.h"
#include "kernels/rows.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

using kernels::Blocks;

// A tensor seen as [outer, size, inner] around one dimension, any dtype.
struct Around {
  std::int64_t dimension;  // counted from the front
  std::int64_t outer = 1;
  std::int64_t size = 0;
  std::int64_t inner_bytes = 1;
};

Around around(const char* op, const Tensor& tensor, std::int64_t dimension) {
  if (!tensor.defined()) throw Error(std::string(op) + ": input is undefined.");
  const std::int64_t rank = tensor.rank();
  if (dimension < -rank || dimension >= rank) {
    throw ShapeError(std::string(op) + ": dimension " + std::to_string(dimension) + " of " +
                     to_string(tensor.shape()) + " does not exist.");
  }
  Around result;
  result.dimension = dimension < 0 ? dimension + rank : dimension;
  for (std::int64_t i = 0; i < result.dimension; ++i) result.outer *= tensor.dim(i);
  result.size = tensor.dim(result.dimension);
  result.inner_bytes = size_of(tensor.dtype());
  for (std::int64_t i = result.dimension + 1; i < rank; ++i) result.inner_bytes *= tensor.dim(i);
  return result;
}

Shape with_size(Shape shape, std::int64_t dimension, std::int64_t size) {
  shape[static_cast<std::size_t>(dimension)] = size;
  return shape;
}

}  // namespace

// grad_input = grad_output under the input's shape
Tensor reshape(const Tensor& input, Shape shape) {
  const OpScope scope("reshape");
  if (!input.defined()) throw Error("reshape: input is undefined.");
  return record_gradient(input.view(std::move(shape)), {input},
                         [before = input.shape()](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, grad_output.view(before));
                         });
}

// grad_input = grad_output in its place, 0 elsewhere
Tensor slice(const Tensor& input, std::int64_t dimension, std::int64_t begin, std::int64_t end) {
  const OpScope scope("slice");
  const Around at = around("slice", input, dimension);
  if (begin < 0 || begin > end || end > at.size) {
    throw ShapeError("slice: entries " + std::to_string(begin) + " to " + std::to_string(end) +
                     " of dimension " + std::to_string(dimension) + " of " +
                     to_string(input.shape()) + " do not exist.");
  }
  const std::int64_t offset = begin * at.inner_bytes;
  const std::int64_t piece = (end - begin) * at.inner_bytes;
  const std::int64_t whole = at.size * at.inner_bytes;
  Tensor output;
  if (at.dimension == 0) {
    output = input.view_rows(begin, end);
  } else {
    output = Tensor(with_size(input.shape(), at.dimension, end - begin), input.dtype());
    if (output.numel() > 0) {
      kernels::copy_blocks(static_cast<const char*>(input.raw_data()) + offset, output.raw_data(),
                           Blocks{at.outer, piece, whole, piece});
    }
  }
  return record_gradient(output, {input},
                         [shape = input.shape(), outer = at.outer, offset, piece, whole](
                             const Tensor& grad_output, Gradients& grads) {
                           Tensor grad_input(shape, grad_output.dtype());
                           kernels::place_blocks(grad_output.raw_data(), grad_input.raw_data(),
                                                 offset, Blocks{outer, piece, piece, whole});
                           grads.add(0, grad_input);
                         });
}

namespace {

bool has_dtype(const std::vector<Tensor>& tensors, DType dtype) {
  return std::any_of(tensors.begin(), tensors.end(),
                     [dtype](const Tensor& t) { return t.defined() && t.dtype() == dtype; });
}

bool mixes_floats(const std::vector<Tensor>& tensors) {
  return has_dtype(tensors, DType::kFloat32) && has_dtype(tensors, DType::kBFloat16);
}

std::vector<Tensor> all_halves(std::vector<Tensor> tensors) {
  for (Tensor& tensor : tensors) tensor = cast(tensor, DType::kBFloat16);
  return tensors;
}

}  // namespace

// grad_input[i] = the part of grad_output that came from it
Tensor concat(const std::vector<Tensor>& inputs, std::int64_t dimension) {
  const OpScope scope("concat");
  if (inputs.empty()) throw Error("concat: no inputs.");
  if (mixes_floats(inputs)) return concat(all_halves(inputs), dimension);
  const Around first = around("concat", inputs.front(), dimension);
  std::int64_t size = 0;
  for (const Tensor& input : inputs) {
    const Around at = around("concat", input, dimension);
    if (input.dtype() != inputs.front().dtype() || at.dimension != first.dimension ||
        with_size(input.shape(), at.dimension, first.size) != inputs.front().shape()) {
      throw ShapeError("concat: " + to_string(inputs.front().shape()) + " " +
                       name_of(inputs.front().dtype()) + " and " + to_string(input.shape()) + " " +
                       name_of(input.dtype()) + " differ outside dimension " +
                       std::to_string(dimension) + ".");
    }
    size += at.size;
  }
  Tensor output(with_size(inputs.front().shape(), first.dimension, size), inputs.front().dtype());
  const std::int64_t whole = size * first.inner_bytes;
  std::vector<std::int64_t> pieces;  // bytes that each input gives to a stretch of the output
  std::vector<Shape> shapes;
  std::int64_t offset = 0;
  for (const Tensor& input : inputs) {
    shapes.push_back(input.shape());
    pieces.push_back(input.dim(first.dimension) * first.inner_bytes);
    kernels::copy_blocks(input.raw_data(), static_cast<char*>(output.raw_data()) + offset,
                         Blocks{first.outer, pieces.back(), pieces.back(), whole});
    offset += pieces.back();
  }
  return record_gradient(
      output, inputs,
      [pieces, shapes, outer = first.outer, whole](const Tensor& grad_output, Gradients& grads) {
        const auto* from = static_cast<const char*>(grad_output.raw_data());
        for (std::size_t i = 0; i < pieces.size(); from += pieces[i], ++i) {
          if (!grads.needed(i)) continue;
          Tensor grad_input(shapes[i], grad_output.dtype());
          kernels::copy_blocks(from, grad_input.raw_data(),
                               Blocks{outer, pieces[i], whole, pieces[i]});
          grads.add(i, grad_input);
        }
      });
}

// grad_input[r] = sum of grad_output[i] over all i with rows[i] == r
Tensor select_rows(const Tensor& input, const std::vector<std::int64_t>& rows) {
  const OpScope scope("select_rows");
  const Around at = around("select_rows", input, 0);
  for (const std::int64_t row : rows) {
    if (row >= 0 && row < at.size) continue;
    throw ShapeError("select_rows: row " + std::to_string(row) + " of " + to_string(input.shape()) +
                     " does not exist.");
  }
  const auto count = static_cast<std::int64_t>(rows.size());
  Tensor output(with_size(input.shape(), 0, count), input.dtype());
  kernels::gather_rows(input.raw_data(), rows.data(), count, at.inner_bytes, output.raw_data());
  return record_gradient(
      output, {input}, [shape = input.shape(), rows](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_input = Tensor::zeros(shape);
        const auto selected = static_cast<std::int64_t>(rows.size());
        const std::int64_t width = selected == 0 ? 0 : grad_output.numel() / selected;
        const Tensor grad = grad_output.to(DType::kFloat32);
        kernels::scatter_add_rows(grad.data<float>(), rows.data(), selected, width,
                                  grad_input.data<float>());
        grads.add(0, grad_input);
      });
}

namespace {

Tensor turned(const Tensor& input) {
  const std::int64_t rows = input.dim(0);
  const std::int64_t columns = input.dim(1);
  Tensor output({columns, rows});
  const float* const from = input.data<float>();
  float* const to = output.data<float>();
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      to[column * rows + row] = from[row * columns + column];
    }
  }
  return output;
}

}  // namespace

// grad_input = grad_output^T
Tensor transpose(const Tensor& input) {
  const OpScope scope("transpose");
  require_float("transpose", "input", input);
  if (input.dtype() == DType::kBFloat16) return through_f32(input, transpose);
  if (input.rank() != 2) {
    throw ShapeError("transpose: input " + to_string(input.shape()) + ", expected a matrix.");
  }
  return record_gradient(turned(input), {input}, [](const Tensor& grad_output, Gradients& grads) {
    grads.add(0, turned(grad_output));
  });
}

}  // namespace graft
