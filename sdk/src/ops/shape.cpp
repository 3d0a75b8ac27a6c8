#include "graft/ops/shape.h"

#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/dimensions.h"
#include "graft/profile.h"
#include "kernels/blocks.h"
#include "kernels/rows.h"
#include "ops/mixed_floats.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"

namespace graft {
namespace {

using kernels::Blocks;

// Bytes of one entry of the dimension.
std::int64_t entry_bytes(const Around& at, const Tensor& tensor) {
  return at.inner * size_of(tensor.dtype());
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
  const std::int64_t entry = entry_bytes(at, input);
  const std::int64_t offset = begin * entry;
  const std::int64_t piece = (end - begin) * entry;
  const std::int64_t whole = at.size * entry;
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

// grad_input[i] = the part of grad_output that came from it
Tensor concat(const std::vector<Tensor>& tensors, std::int64_t dimension) {
  const OpScope scope("concat");
  if (tensors.empty()) throw Error("concat: no inputs.");
  const std::vector<Tensor> inputs = in_one_float(tensors);
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
  const std::int64_t entry = entry_bytes(first, inputs.front());
  const std::int64_t whole = size * entry;
  std::vector<std::int64_t> pieces;  // bytes that each input gives to a stretch of the output
  std::vector<Shape> shapes;
  std::int64_t offset = 0;
  for (const Tensor& input : inputs) {
    shapes.push_back(input.shape());
    pieces.push_back(input.dim(first.dimension) * entry);
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
  kernels::gather_rows(input.raw_data(), rows.data(), count, entry_bytes(at, input),
                       output.raw_data());
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

Tensor transpose(const Tensor& input) {
  const OpScope scope("transpose");
  require_float("transpose", "input", input);
  if (input.rank() != 2) {
    throw ShapeError("transpose: input " + to_string(input.shape()) + ", expected a matrix.");
  }
  return transpose(input, 0, 1);
}

}  // namespace graft
