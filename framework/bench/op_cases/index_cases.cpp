#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/embedding.h"
#include "graft/ops/gather.h"
#include "graft/precision.h"

namespace graft {

namespace {

constexpr double kIndexBytes = 8.0;

/// Rows of the weight and the whole of its gradient are f32, what goes in between as options say.
OpCase embedding_case(const OpCaseOptions& options) {
  const std::int64_t rows = options.rows();
  const std::int64_t vocab_size = options.vocab_size();
  const auto moved = static_cast<double>(rows * kHidden);
  OpCase result =
      stream_case("embedding", std::to_string(rows) + " of " + text_of({vocab_size, kHidden}),
                  options.dtype, moved, moved);
  result.forward.bytes += 4.0 * moved;
  result.gradient.bytes += 4.0 * static_cast<double>(vocab_size * kHidden);
  result.prepare = [rows, vocab_size, dtype = options.dtype] {
    const Tensor weight = parameter({vocab_size, kHidden});
    const Tensor ids = spread_ids({rows}, vocab_size);
    return PreparedOp{{weight}, [=] {
                        const ComputePrecision precision(dtype);
                        return std::vector<Tensor>{embedding(ids, weight)};
                      }};
  };
  return result;
}

OpCase gather_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result =
      stream_case("gather", text_of(shape), dtype, 2 * count, 2 * count, kIndexBytes * count);
  result.prepare = on_leaves(
      {shape}, dtype, [index = spread_ids(shape, shape[1])](const std::vector<Tensor>& inputs) {
        return std::vector<Tensor>{gather(inputs[0], 1, index)};
      });
  return result;
}

/// Only the source asks for a gradient: that of the input is handed on as it is.
OpCase scatter_add_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result =
      stream_case("scatter_add", text_of(shape), dtype, 3 * count, 2 * count, kIndexBytes * count);
  result.prepare = [shape, dtype] {
    const Tensor source = leaf(shape, dtype);
    const Tensor input = source.clone();
    const Tensor index = spread_ids(shape, shape[1]);
    return PreparedOp{{source},
                      [=] { return std::vector<Tensor>{scatter_add(input, 1, index, source)}; }};
  };
  return result;
}

OpCase index_select_case(const Shape& shape, DType dtype) {
  return same_shape_case("index_select", shape, dtype, 0,
                         [indices = spread_ids({shape[0]}, shape[0])](const Tensor& x) {
                           return index_select(x, 0, indices);
                         });
}

}  // namespace

std::vector<OpCase> index_cases(const OpCaseOptions& options) {
  const Shape shape = {options.rows(), kHidden};
  return {embedding_case(options), gather_case(shape, options.dtype),
          scatter_add_case(shape, options.dtype), index_select_case(shape, options.dtype)};
}

}  // namespace graft
