#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/softmax.h"

namespace graft {

namespace {

OpCase cross_entropy_case(const OpCaseOptions& options) {
  const std::int64_t vocab_size = options.vocab_size();
  const Shape shape = {options.shrunk(1024), vocab_size};
  OpCase result = stream_case("cross_entropy", text_of(shape), options.dtype,
                              2.0 * static_cast<double>(element_count(shape)), 0);
  result.is_whole = true;
  result.prepare =
      on_leaves({shape}, options.dtype,
                [labels = spread_ids({shape[0]}, vocab_size)](const std::vector<Tensor>& inputs) {
                  return std::vector<Tensor>{cross_entropy(inputs[0], labels).loss};
                });
  return result;
}

}  // namespace

std::vector<OpCase> softmax_cases(const OpCaseOptions& options) {
  const Shape shape = {options.rows(), 4 * kHidden};
  return {same_shape_case("softmax", shape, options.dtype, 1,
                          [](const Tensor& x) { return softmax(x); }),
          same_shape_case("log_softmax", shape, options.dtype, 1,
                          [](const Tensor& x) { return log_softmax(x); }),
          cross_entropy_case(options)};
}

}  // namespace graft
