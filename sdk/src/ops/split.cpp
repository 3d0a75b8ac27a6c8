#include "graft/ops/split.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/dimensions.h"
#include "graft/ops/shape.h"
#include "graft/profile.h"
#include "kernels/blocks.h"
#include "ops/mixed_floats.h"
#include "ops/op_dimension.h"

namespace graft {
namespace {

// Bytes of each run of a piece, and of the whole between the beginnings of two.
struct Piece {
  std::int64_t offset;
  std::int64_t bytes;
};

/// The gradient of a whole, which its pieces fill in as the backward pass comes by.
struct Assembly {
  Shape shape;
  std::int64_t outer;  // runs
  std::int64_t whole;  // bytes of one
  std::vector<Piece> pieces;
  std::vector<bool> filled;
  Tensor gradient;
};

/// Pieces that share one gradient: each would else bring one as large as the whole.
std::vector<Tensor> cut(const Tensor& input, const Around& at,
                        const std::vector<std::int64_t>& sizes) {
  auto assembly = std::make_shared<Assembly>();
  const std::int64_t entry = at.inner * size_of(input.dtype());
  assembly->shape = input.shape();
  assembly->outer = at.outer;
  assembly->whole = at.size * entry;
  assembly->filled.resize(sizes.size(), false);
  // Stands between the input and the pieces. All of them come before it in the backward pass; the
  // first of them hands the gradient on.
  const Tensor joint = record_gradient(
      Tensor::wrap(input.shape(), input.dtype(), nullptr, nullptr), {input},
      [assembly](const Tensor& grad_output, Gradients& grads) {
        Tensor gradient = grad_output;
        assembly->gradient = Tensor();
        for (std::size_t i = 0; i < assembly->pieces.size(); ++i) {
          if (assembly->filled[i]) continue;
          const Piece& piece = assembly->pieces[i];
          auto* const first = static_cast<char*>(gradient.raw_data()) + piece.offset;
          for (std::int64_t run = 0; run < assembly->outer; ++run) {
            std::memset(first + run * assembly->whole, 0, static_cast<std::size_t>(piece.bytes));
          }
        }
        grads.add(0, gradient);
      });

  std::vector<Tensor> outputs;
  outputs.reserve(sizes.size());
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const Piece piece = {begin * entry, sizes[i] * entry};
    begin += sizes[i];
    assembly->pieces.push_back(piece);
    Tensor output(with_size(input.shape(), at.dimension, sizes[i]), input.dtype());
    if (output.numel() > 0) {
      kernels::copy_blocks(static_cast<const char*>(input.raw_data()) + piece.offset,
                           output.raw_data(),
                           {assembly->outer, piece.bytes, assembly->whole, piece.bytes});
    }
    outputs.push_back(record_gradient(
        output, {joint}, [assembly, i](const Tensor& grad_output, Gradients& grads) {
          const Piece& from = assembly->pieces[i];
          // Nobody else holds what a pass has left that did not come to its end.
          if (!assembly->gradient.defined() || assembly->gradient.is_only_handle()) {
            assembly->gradient = Tensor(assembly->shape, grad_output.dtype());
            assembly->filled.assign(assembly->filled.size(), false);
            grads.add(0, assembly->gradient);
          }
          assembly->filled[i] = true;
          if (grad_output.numel() == 0) return;
          kernels::copy_blocks(grad_output.raw_data(),
                               static_cast<char*>(assembly->gradient.raw_data()) + from.offset,
                               {assembly->outer, from.bytes, from.bytes, assembly->whole});
        }));
  }
  return outputs;
}

}  // namespace

std::vector<Tensor> split(const Tensor& input, std::int64_t dimension,
                          const std::vector<std::int64_t>& sizes) {
  const OpScope scope("split");
  const Around at = around("split", input, dimension);
  std::int64_t left = at.size;
  for (const std::int64_t size : sizes) {
    if (size < 0 || size > left) left = -1;
    if (left < 0) break;
    left -= size;
  }
  if (left != 0) {
    throw ShapeError("split: sizes " + to_string(sizes) + " do not add up to dimension " +
                     std::to_string(dimension) + " of " + to_string(input.shape()) + ".");
  }
  // Pieces of a leaf stay apart, so that each may be passed on its own; those of the first
  // dimension are views.
  const bool is_leaf = input.gradient_node() == nullptr;
  if (!is_leaf && wants_gradient({input}) && at.dimension > 0) return cut(input, at, sizes);
  std::vector<Tensor> pieces;
  pieces.reserve(sizes.size());
  std::int64_t begin = 0;
  for (const std::int64_t size : sizes) {
    pieces.push_back(slice(input, at.dimension, begin, begin + size));
    begin += size;
  }
  return pieces;
}

std::vector<Tensor> split_equal(const Tensor& input, std::int64_t dimension, std::int64_t parts) {
  const OpScope scope("split_equal");
  const Around at = around("split_equal", input, dimension);
  if (parts < 1 || parts > std::max<std::int64_t>(at.size, 1) || at.size % parts != 0) {
    throw ShapeError("split_equal: dimension " + std::to_string(dimension) + " of " +
                     to_string(input.shape()) + " cannot be cut into " + std::to_string(parts) +
                     " equal parts.");
  }
  return split(input, at.dimension,
               std::vector<std::int64_t>(static_cast<std::size_t>(parts), at.size / parts));
}

Tensor stack(const std::vector<Tensor>& tensors, std::int64_t dimension) {
  const OpScope scope("stack");
  if (tensors.empty()) throw Error("stack: no inputs.");
  const std::vector<Tensor> inputs = in_one_float(tensors);
  require_defined("stack", "input", inputs.front());
  const std::int64_t position = new_dimension_of("stack", inputs.front(), dimension);
  std::vector<Tensor> entries;
  entries.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    require_defined("stack", "input", input);
    if (input.shape() != inputs.front().shape() || input.dtype() != inputs.front().dtype()) {
      throw ShapeError("stack: " + to_string(inputs.front().shape()) + " " +
                       name_of(inputs.front().dtype()) + " and " + to_string(input.shape()) + " " +
                       name_of(input.dtype()) + " differ.");
    }
    entries.push_back(unsqueeze(input, position));
  }
  return concat(entries, position);
}

// grad_input = the inner part of grad_output
Tensor pad(const Tensor& input, std::int64_t dimension, std::int64_t before, std::int64_t after,
           float value) {
  const OpScope scope("pad");
  const Around at = around("pad", input, dimension);
  std::int64_t size = 0;
  if (before < 0 || after < 0 || __builtin_add_overflow(at.size, before, &size) ||
      __builtin_add_overflow(size, after, &size)) {
    throw ShapeError("pad: " + std::to_string(before) + " entries before and " +
                     std::to_string(after) + " after dimension " + std::to_string(dimension) +
                     " of " + to_string(input.shape()) + ".");
  }
  Tensor output(with_size(input.shape(), at.dimension, size), input.dtype());
  output.fill(value);
  const std::int64_t entry = at.inner * size_of(input.dtype());
  if (input.numel() > 0) {
    kernels::copy_blocks(input.raw_data(), static_cast<char*>(output.raw_data()) + before * entry,
                         kernels::Blocks{at.outer, at.size * entry, at.size * entry, size * entry});
  }
  return record_gradient(output, {input},
                         [d = at.dimension, before, end = before + at.size](
                             const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, slice(grad_output, d, before, end));
                         });
}

}  // namespace graft
