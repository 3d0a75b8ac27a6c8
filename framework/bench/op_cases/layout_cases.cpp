#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/autograd.h"
#include "graft/ops/dimensions.h"
#include "graft/ops/shape.h"
#include "graft/ops/split.h"

namespace graft {

namespace {

OpCase concat_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("concat", "twice " + text_of(shape), dtype, 4 * count, 4 * count);
  result.prepare = on_leaves({shape, shape}, dtype, [](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{concat(inputs, -1)};
  });
  return result;
}

/// The leaf as if an op had computed it: pieces of what was computed share one gradient.
Tensor as_computed(const Tensor& leaf) {
  return record_gradient(leaf.detach(), {leaf}, [](const Tensor& grad_output, Gradients& grads) {
    grads.add(0, grad_output);
  });
}

OpCase split_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case("split", text_of(shape) + " into 3", dtype, 2 * count, 2 * count);
  result.prepare = on_leaves({shape}, dtype, [](const std::vector<Tensor>& inputs) {
    return split_equal(as_computed(inputs[0]), -1, 3);
  });
  return result;
}

}  // namespace

std::vector<OpCase> layout_cases(const OpCaseOptions& options) {
  const std::int64_t rows = options.rows();
  const DType dtype = options.dtype;
  const Shape heads = {16, options.shrunk(256), kHeads, kHeadSize};
  return {concat_case({rows, kHidden}, dtype), split_case({rows, 3 * kHidden}, dtype),
          same_shape_case("permute 0 2 1 3", heads, dtype, 0,
                          [](const Tensor& x) {
                            return permute(x, {0, 2, 1, 3});
                          }),
          same_shape_case("transpose", {rows, kHidden}, dtype, 0,
                          [](const Tensor& x) { return transpose(x, 0, 1); })};
}

}  // namespace graft
