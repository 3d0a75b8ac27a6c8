#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/layer_norm.h"
#include "graft/ops/normalize.h"
#include "graft/ops/rms_norm.h"

namespace graft {

namespace {

/// Two read and two written. The gradient reads the sum and what comes for both outputs, and is
/// written once. Only one of the summands asks for it: two leaves would each copy it.
template <typename Function>
OpCase summed_norm_case(const std::string& op, const Shape& shape, DType dtype,
                        const Function& function) {
  const auto count = static_cast<double>(element_count(shape));
  OpCase result = stream_case(op, text_of(shape), dtype, 4 * count, 4 * count);
  result.prepare = [shape, dtype, function] {
    const Tensor hidden_states = leaf(shape, dtype);
    const Tensor residual = hidden_states.clone();
    return PreparedOp{{hidden_states}, [=] {
                        const SummedNorm both = function(hidden_states, residual);
                        return std::vector<Tensor>{both.sum, both.normalized};
                      }};
  };
  return result;
}

}  // namespace

std::vector<OpCase> norm_cases(const OpCaseOptions& options) {
  const Shape shape = {options.rows(), kHidden};
  const DType dtype = options.dtype;
  const Tensor weight = parameter({kHidden});
  const Tensor bias = parameter({kHidden});
  return {same_shape_case("layer_norm", shape, dtype, 1,
                          [=](const Tensor& x) { return layer_norm(x, weight, bias); }),
          summed_norm_case("add_layer_norm", shape, dtype,
                           [=](const Tensor& x, const Tensor& residual) {
                             return add_layer_norm(x, residual, weight, bias);
                           }),
          same_shape_case("rms_norm", shape, dtype, 1,
                          [=](const Tensor& x) { return rms_norm(x, weight); }),
          summed_norm_case("add_rms_norm", shape, dtype,
                           [=](const Tensor& x, const Tensor& residual) {
                             return add_rms_norm(x, residual, weight);
                           }),
          same_shape_case("l2_normalize", shape, dtype, 1,
                          [](const Tensor& x) { return l2_normalize(x); })};
}

}  // namespace graft
