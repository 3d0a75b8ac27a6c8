#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/linear.h"
#include "graft/ops/matmul.h"

namespace graft {

namespace {

using LinearFunction = Tensor (*)(const Tensor& input, const Tensor& weight, const Tensor& bias);

OpCase linear_case(const std::string& op, const OpCaseOptions& options, std::int64_t in,
                   std::int64_t out, LinearFunction function) {
  const std::int64_t rows = options.rows();
  OpCase result =
      product_case(op, text_of({rows, in}) + " to " + std::to_string(out), options.dtype,
                   2.0 * static_cast<double>(rows * in) * static_cast<double>(out));
  result.prepare = [rows, in, out, function, dtype = options.dtype] {
    const Tensor input = leaf({rows, in}, dtype);
    const Tensor weight = parameter({out, in});
    const Tensor bias = parameter({out});
    return PreparedOp{{input, weight, bias},
                      [=] { return std::vector<Tensor>{function(input, weight, bias)}; }};
  };
  return result;
}

/// Products of activations; those with parameters are linear.
OpCase matmul_case(const std::string& op, const OpCaseOptions& options, const Shape& left,
                   const Shape& right) {
  OpCase result = product_case(
      op, text_of(left) + " by " + text_of(right), options.dtype,
      2.0 * static_cast<double>(element_count(left)) * static_cast<double>(right.back()));
  result.prepare = on_leaves({left, right}, options.dtype, [](const std::vector<Tensor>& inputs) {
    return std::vector<Tensor>{matmul(inputs[0], inputs[1])};
  });
  return result;
}

OpCase linear_cross_entropy_case(const OpCaseOptions& options) {
  const std::int64_t rows = options.shrunk(1024);
  const std::int64_t vocab_size = options.vocab_size();
  OpCase result = product_case(
      "linear_cross_entropy", text_of({rows, kHidden}) + " to " + std::to_string(vocab_size),
      options.dtype,
      3.0 * 2.0 * static_cast<double>(rows * kHidden) * static_cast<double>(vocab_size));
  result.gradient = {};
  result.is_whole = true;
  result.prepare = [rows, vocab_size, dtype = options.dtype] {
    const Tensor input = leaf({rows, kHidden}, dtype);
    const Tensor weight = parameter({vocab_size, kHidden});
    const Tensor labels = spread_ids({rows}, vocab_size);
    return PreparedOp{
        {input, weight}, [=] {
          return std::vector<Tensor>{linear_cross_entropy(input, weight, Tensor(), labels).loss};
        }};
  };
  return result;
}

}  // namespace

std::vector<OpCase> product_cases(const OpCaseOptions& options) {
  const std::int64_t positions = options.shrunk(256);
  const LinearFunction plain = [](const Tensor& input, const Tensor& weight, const Tensor& bias) {
    return linear(input, weight, bias);
  };
  const LinearFunction activated = [](const Tensor& input, const Tensor& weight,
                                      const Tensor& bias) {
    return linear_activate(input, weight, bias, Activation::kGeluTanh);
  };
  return {linear_case("linear", options, kHidden, 4 * kHidden, plain),
          linear_case("linear", options, 4 * kHidden, kHidden, plain),
          linear_case("linear_activate", options, kHidden, 4 * kHidden, activated),
          matmul_case("matmul", options, {options.rows(), kHidden}, {kHidden, kHidden}),
          matmul_case("matmul, batched", options, {16 * kHeads, positions, kHeadSize},
                      {16 * kHeads, kHeadSize, positions}),
          linear_cross_entropy_case(options)};
}

}  // namespace graft
