#include <algorithm>

#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/cumulative_sum.h"
#include "graft/ops/reduce_dimensions.h"
#include "graft/ops/sort.h"

namespace graft {

namespace {

constexpr double kIndexBytes = 8.0;

OpCase sum_case(const std::string& op, const Shape& shape, DType dtype, std::int64_t dimension) {
  const auto count = static_cast<double>(element_count(shape));
  const auto sums = count / static_cast<double>(shape[static_cast<std::size_t>(dimension)]);
  OpCase result = stream_case(op, text_of(shape), dtype, count + sums, count + sums);
  result.prepare = on_leaves({shape}, dtype, [dimension](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{sum(inputs[0], {dimension})};
  });
  return result;
}

/// Values and indices are written; the gradient reads the indices again.
OpCase sort_case(const Shape& shape, DType dtype) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result =
      stream_case("sort", text_of(shape), dtype, 2 * count, 2 * count, kIndexBytes * count);
  result.prepare = on_leaves({shape}, dtype, [](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{sort(inputs[0], -1).values};
  });
  return result;
}

/// As sampling from the likeliest words has it.
OpCase top_k_case(const OpCaseOptions& options) {
  const Shape shape = {options.shrunk(256), options.vocab_size()};
  const std::int64_t k = std::min<std::int64_t>(50, shape[1]);
  const auto count = static_cast<double>(element_count(shape));
  const auto kept = static_cast<double>(shape[0] * k);
  OpCase result = stream_case("top_k", std::to_string(k) + " of " + text_of(shape), options.dtype,
                              count + kept, count + kept, kIndexBytes * kept);
  result.prepare = on_leaves({shape}, options.dtype, [k](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{top_k(inputs[0], k).values};
  });
  return result;
}

}  // namespace

std::vector<OpCase> reduction_cases(const OpCaseOptions& options) {
  const DType dtype = options.dtype;
  const Shape shape = {options.rows(), kHidden};
  return {sum_case("sum, last dimension", shape, dtype, 1),
          sum_case("sum, first dimension", shape, dtype, 0),
          same_shape_case("cumulative_sum", shape, dtype, 0,
                          [](const Tensor& x) { return cumulative_sum(x, -1); }),
          sort_case(shape, dtype), top_k_case(options)};
}

}  // namespace graft
