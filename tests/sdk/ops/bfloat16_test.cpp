#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/batch.h"
#include "graft/ops/activation.h"
#include "graft/ops/arithmetic.h"
#include "graft/ops/attention.h"
#include "graft/ops/broadcast.h"
#include "graft/ops/cast.h"
#include "graft/ops/compare.h"
#include "graft/ops/conv2d.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/cumulative_sum.h"
#include "graft/ops/dimensions.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/embedding.h"
#include "graft/ops/gather.h"
#include "graft/ops/layer_norm.h"
#include "graft/ops/linear.h"
#include "graft/ops/matmul.h"
#include "graft/ops/normalize.h"
#include "graft/ops/patches.h"
#include "graft/ops/reduce.h"
#include "graft/ops/reduce_dimensions.h"
#include "graft/ops/rms_norm.h"
#include "graft/ops/rotary.h"
#include "graft/ops/select.h"
#include "graft/ops/shape.h"
#include "graft/ops/softmax.h"
#include "graft/ops/sort.h"
#include "graft/ops/split.h"
#include "graft/ops/unary.h"
#include "graft/precision.h"
#include "tests/support/gradient_check.h"

// Every op on bf16 against itself on f32, from the same rounded numbers.

using namespace graft;
using namespace graft::tests;

namespace {

constexpr double kRounding = 1.0 / 256;  // of one number, relative

Tensor rounded(const Tensor& tensor) { return tensor.to(DType::kBFloat16).to(DType::kFloat32); }

/// The output and the gradients at `inputs` of the op, the first `halves` of them in bf16.
struct Pass {
  Tensor output;
  std::vector<Tensor> gradients;
};

Pass pass(const TensorFunction& function, const std::vector<Tensor>& inputs, std::size_t halves) {
  std::vector<Tensor> leaves;
  std::vector<Tensor> given;
  for (const Tensor& input : inputs) {
    Tensor leaf = input.clone();
    leaf.set_requires_grad(true);
    leaves.push_back(leaf);
    given.push_back(given.size() < halves ? cast(leaf, DType::kBFloat16) : leaf);
  }
  const Tensor output = function(given);
  backward(output, rounded(random_tensor(output.shape(), 77)));
  Pass result;
  result.output = output.detach();
  for (const Tensor& leaf : leaves) result.gradients.push_back(leaf.grad());
  return result;
}

double largest(const Tensor& tensor) {
  const float* const begin = tensor.data<float>();
  float most = 0.0f;
  for (std::int64_t i = 0; i < tensor.numel(); ++i) most = std::max(most, std::fabs(begin[i]));
  return static_cast<double>(most);
}

void check_near(const Tensor& found, const Tensor& expected, double tolerance) {
  BOOST_TEST_REQUIRE((found.shape() == expected.shape()));
  const double allowed = tolerance * (largest(expected) + 1e-6);
  double worst = 0.0;
  for (std::int64_t i = 0; i < found.numel(); ++i) {
    const double error = std::fabs(static_cast<double>(found.data<float>()[i]) -
                                   static_cast<double>(expected.data<float>()[i]));
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
  }
  BOOST_TEST(worst <= allowed);
}

/// `halves`: how many inputs are activations. The others are parameters, and stay f32.
void check_op(const TensorFunction& function, std::vector<Tensor> inputs, std::size_t halves,
              DType output = DType::kBFloat16) {
  for (Tensor& input : inputs) input = rounded(input);
  const Pass expected = pass(function, inputs, 0);
  const Pass found = pass(function, inputs, halves);
  BOOST_TEST(name_of(found.output.dtype()) == name_of(output));
  check_near(found.output.to(DType::kFloat32), expected.output.to(DType::kFloat32), 2 * kRounding);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    BOOST_TEST_CONTEXT("gradient of input " << i) {
      BOOST_TEST_REQUIRE(found.gradients[i].defined());
      BOOST_TEST(name_of(found.gradients[i].dtype()) == "f32");
      check_near(found.gradients[i], expected.gradients[i], 4 * kRounding);
    }
  }
}

using Inputs = const std::vector<Tensor>&;

/// All different, in bf16 as well, and in no order.
Tensor distinct(const Shape& shape) {
  Tensor tensor(shape);
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    tensor.data<float>()[i] = static_cast<float>(i * 37 % 127 - 60) / 32.0f;
  }
  return tensor;
}

/// At least 0.5.
Tensor positive(const Shape& shape, std::uint64_t seed) {
  Tensor tensor = random_tensor(shape, seed);
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    float& element = tensor.data<float>()[i];
    element = 0.5f + std::fabs(element);
  }
  return tensor;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bfloat16_ops)

BOOST_AUTO_TEST_CASE(numbers_round_to_the_nearest_and_ties_to_even) {
  const float cases[][2] = {{1.0f, 1.0f},
                            {1.00390625f, 1.0f},       // a tie, down to even
                            {1.01171875f, 1.015625f},  // a tie, up to even
                            {1.0039065f, 1.0078125f},
                            {-1.0039065f, -1.0078125f},
                            {0.0f, 0.0f},
                            {3.4028235e38f, INFINITY},
                            {INFINITY, INFINITY},
                            {-INFINITY, -INFINITY},
                            {1e-40f, 9.1835e-41f}};
  for (const auto& [value, expected] : cases) {
    // 37 of them, so that whole vectors and the tail are seen.
    const Tensor narrow = Tensor::full({37}, value).to(DType::kBFloat16).to(DType::kFloat32);
    for (std::int64_t i = 0; i < 37; ++i) {
      const float found = narrow.data<float>()[i];
      // Infinities are not near to themselves.
      BOOST_TEST((found == expected || std::fabs(found / expected - 1.0f) < 1e-4f));
    }
  }
  const Tensor nan = Tensor::full({37}, NAN).to(DType::kBFloat16).to(DType::kFloat32);
  for (std::int64_t i = 0; i < 37; ++i) BOOST_TEST(std::isnan(nan.data<float>()[i]));
}

BOOST_AUTO_TEST_CASE(products) {
  for (const WeightLayout layout : {WeightLayout::kOutIn, WeightLayout::kInOut}) {
    const Shape shape = layout == WeightLayout::kOutIn ? Shape{33, 20} : Shape{20, 33};
    check_op([layout](Inputs in) { return linear(in[0], in[1], in[2], layout); },
             {random_tensor({3, 5, 20}, 1), random_tensor(shape, 2), random_tensor({33}, 3)}, 1);
  }
  check_op([](Inputs in) { return matmul(in[0], in[1]); },
           {random_tensor({2, 7, 9}, 1), random_tensor({2, 9, 5}, 2)}, 2);
  check_op([](Inputs in) { return matmul(in[0], in[1], Transpose::kSecond); },
           {random_tensor({7, 9}, 1), random_tensor({5, 9}, 2)}, 1);
}

BOOST_AUTO_TEST_CASE(elements) {
  const Tensor x = random_tensor({5, 413}, 1);
  check_op([](Inputs in) { return add(in[0], in[1]); }, {x, random_tensor({5, 413}, 2)}, 2);
  check_op([](Inputs in) { return add(in[0], in[1]); }, {x, random_tensor({413}, 2)}, 1);
  check_op([](Inputs in) { return subtract(in[0], in[1]); }, {x, random_tensor({413}, 2)}, 1);
  check_op([](Inputs in) { return multiply(in[0], in[1]); }, {x, random_tensor({5, 413}, 2)}, 2);
  check_op([](Inputs in) { return scale(in[0], 0.5f); }, {x}, 1);
  check_op([](Inputs in) { return exp(in[0]); }, {x}, 1);
  for (const Activation activation :
       {Activation::kGelu, Activation::kGeluTanh, Activation::kQuickGelu, Activation::kRelu,
        Activation::kSilu, Activation::kTanh, Activation::kSigmoid}) {
    check_op([activation](Inputs in) { return activate(in[0], activation); }, {x}, 1);
  }
  const auto drop = [](Inputs in) {
    Rng rng(5);
    ForwardContext context{.training = true, .rng = &rng};
    return dropout(in[0], 0.25f, context);
  };
  check_op(drop, {random_tensor({9, 1000}, 1)}, 1);
}

BOOST_AUTO_TEST_CASE(norms) {
  const Tensor x = random_tensor({67, 37}, 1);
  const Tensor weight = random_tensor({37}, 2);
  check_op([](Inputs in) { return layer_norm(in[0], in[1], in[2]); },
           {x, weight, random_tensor({37}, 3)}, 1);
  check_op([](Inputs in) { return rms_norm(in[0], in[1]); }, {x, weight}, 1);
  check_op([](Inputs in) { return l2_normalize(in[0]); }, {x}, 1);
}

BOOST_AUTO_TEST_CASE(attentions) {
  AttentionOptions options;
  options.num_heads = 4;
  options.scale = 0.35f;
  const Tensor mask = Tensor::from(
      {2, 11},
      std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  for (const bool causal : {false, true}) {
    options.causal = causal;
    check_op([&](Inputs in) { return self_attention(in[0], mask, options); },
             {random_tensor({2, 11, 96}, 1)}, 1);
    check_op([&](Inputs in) { return attention(in[0], in[1], in[2], mask, in[3], options); },
             {random_tensor({2, 6, 32}, 1), random_tensor({2, 11, 32}, 2),
              random_tensor({2, 11, 32}, 3), random_tensor({4, 6, 11}, 4)},
             3);
    AttentionOptions grouped = options;
    grouped.num_key_value_heads = 2;
    check_op([&](Inputs in) { return attention(in[0], in[1], in[2], mask, grouped); },
             {random_tensor({2, 11, 32}, 1), random_tensor({2, 11, 16}, 2),
              random_tensor({2, 11, 16}, 3)},
             3);
  }
  const Tensor positions = Tensor::from({5}, std::vector<std::int64_t>{0, 1, 2, 3, 9});
  check_op(
      [&](Inputs in) {
        return rotary_embedding(in[0], positions, {1.0f, 0.1f});
      },
      {random_tensor({2, 5, 12}, 1)}, 1);
}

BOOST_AUTO_TEST_CASE(shapes) {
  const Tensor x = random_tensor({4, 6, 5}, 1);
  check_op([](Inputs in) { return reshape(in[0], {8, 15}); }, {x}, 1);
  check_op([](Inputs in) { return slice(in[0], 1, 2, 5); }, {x}, 1);
  check_op(
      [](Inputs in) {
        return concat({in[0], in[1]}, 1);
      },
      {x, random_tensor({4, 2, 5}, 2)}, 1);
  check_op([](Inputs in) { return select_rows(in[0], {3, 0, 3}); }, {x}, 1);
  check_op([](Inputs in) { return transpose(in[0]); }, {random_tensor({4, 6}, 1)}, 1);
  check_op([](Inputs in) { return permute(in[0], {2, 0, 1}); }, {x}, 1);
  check_op([](Inputs in) { return squeeze(unsqueeze(in[0], 1), 1); }, {x}, 1);
  check_op([](Inputs in) { return split(in[0], 1, {1, 3, 2})[1]; }, {x}, 1);
  check_op([](Inputs in) { return split_equal(in[0], 1, 3)[2]; }, {x}, 1);
  check_op(
      [](Inputs in) {
        return stack({in[1], in[0]}, -1);
      },
      {x, random_tensor({4, 6, 5}, 2)}, 1);
  check_op([](Inputs in) { return pad(in[0], 1, 2, 1, 0.5f); }, {x}, 1);
  check_op([](Inputs in) { return softmax(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return log_softmax(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return sum(in[0]); }, {x}, 1, DType::kFloat32);
  check_op([](Inputs in) { return mean(in[0]); }, {x}, 1, DType::kFloat32);
}

BOOST_AUTO_TEST_CASE(functions_of_each_element) {
  const Tensor x = random_tensor({5, 41}, 1);
  const Tensor roots = positive({5, 41}, 2);
  check_op([](Inputs in) { return log(in[0]); }, {roots}, 1);
  check_op([](Inputs in) { return sqrt(in[0]); }, {roots}, 1);
  check_op([](Inputs in) { return rsqrt(in[0]); }, {roots}, 1);
  check_op([](Inputs in) { return reciprocal(in[0]); }, {roots}, 1);
  check_op([](Inputs in) { return power(in[0], 1.5f); }, {roots}, 1);
  check_op([](Inputs in) { return square(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return abs(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return negate(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return sin(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return cos(in[0]); }, {x}, 1);
  check_op([](Inputs in) { return clamp(in[0], -0.51f, 0.33f); }, {x}, 1);
}

BOOST_AUTO_TEST_CASE(broadcasts) {
  const std::vector<Tensor> inputs = {random_tensor({3, 1, 7}, 1), positive({5, 1}, 2)};
  for (const std::size_t halves : {1, 2}) {
    check_op([](Inputs in) { return add(in[0], in[1]); }, inputs, halves);
    check_op([](Inputs in) { return subtract(in[0], in[1]); }, inputs, halves);
    check_op([](Inputs in) { return multiply(in[0], in[1]); }, inputs, halves);
    check_op([](Inputs in) { return divide(in[0], in[1]); }, inputs, halves);
    check_op([](Inputs in) { return maximum(in[0], in[1]); }, inputs, halves);
    check_op([](Inputs in) { return minimum(in[0], in[1]); }, inputs, halves);
  }
  // The other way round, f32 comes first.
  check_op([](Inputs in) { return divide(in[1], in[0]); },
           {positive({5, 1}, 1), random_tensor({5, 4}, 2)}, 1);
  check_op([](Inputs in) { return broadcast_to(in[0], {2, 4, 6}); }, {random_tensor({4, 1}, 1)}, 1);
  check_op([](Inputs in) { return sum_to(in[0], {4, 1}); }, {random_tensor({2, 4, 6}, 1)}, 1);
}

BOOST_AUTO_TEST_CASE(reductions_over_dimensions) {
  const Tensor x = random_tensor({4, 6, 5}, 1);
  for (const std::vector<std::int64_t>& over :
       {std::vector<std::int64_t>{1}, std::vector<std::int64_t>{0, 2}}) {
    check_op([&](Inputs in) { return sum(in[0], over); }, {x}, 1);
    check_op([&](Inputs in) { return mean(in[0], over, ReducedDims::kKeep); }, {x}, 1);
    check_op([&](Inputs in) { return max(in[0], over); }, {distinct({4, 6, 5})}, 1);
    check_op([&](Inputs in) { return min(in[0], over); }, {distinct({4, 6, 5})}, 1);
    check_op([&](Inputs in) { return variance(in[0], over); }, {x}, 1);
    check_op([&](Inputs in) { return log_sum_exp(in[0], over); }, {x}, 1);
  }
  check_op([](Inputs in) { return cumulative_sum(in[0], 1); }, {x}, 1);
}

BOOST_AUTO_TEST_CASE(selections) {
  const Tensor mask = Tensor::from({6, 1}, std::vector<std::int64_t>{1, 0, 0, 1, 1, 0});
  const std::vector<Tensor> inputs = {random_tensor({4, 6, 5}, 1), random_tensor({6, 5}, 2)};
  for (const std::size_t halves : {1, 2}) {
    check_op([&](Inputs in) { return where(mask, in[0], in[1]); }, inputs, halves);
  }
  check_op([&](Inputs in) { return masked_fill(in[0], mask, -2.0f); }, {inputs[0]}, 1);
  const Tensor index = Tensor::from({2, 3}, std::vector<std::int64_t>{1, 1, 0, 3, 2, 3});
  check_op([&](Inputs in) { return gather(in[0], 1, index); }, {random_tensor({2, 4}, 1)}, 1);
  for (const std::size_t halves : {1, 2}) {
    check_op([&](Inputs in) { return scatter_add(in[0], 1, index, in[1]); },
             {random_tensor({2, 4}, 1), random_tensor({2, 3}, 2)}, halves);
  }
  const Tensor picked = Tensor::from({4}, std::vector<std::int64_t>{5, 0, 5, 2});
  check_op([&](Inputs in) { return index_select(in[0], 1, picked); }, {inputs[0]}, 1);
}

BOOST_AUTO_TEST_CASE(orders) {
  const Tensor x = distinct({4, 6, 5});
  const Tensor half = x.to(DType::kBFloat16);
  for (const std::int64_t dimension : {0, 1, 2}) {
    check_op([=](Inputs in) { return sort(in[0], dimension).values; }, {x}, 1);
    check_op([=](Inputs in) { return top_k(in[0], 2, dimension).values; }, {x}, 1);
    BOOST_TEST(same_bits(sort(half, dimension).indices, sort(x, dimension).indices));
    BOOST_TEST(same_bits(argmax(half, dimension), argmax(x, dimension)));
    BOOST_TEST(same_bits(argmin(half, dimension), argmin(x, dimension)));
  }
}

BOOST_AUTO_TEST_CASE(comparisons_see_the_exact_numbers) {
  const Tensor x = distinct({4, 5});
  const Tensor half = x.to(DType::kBFloat16);
  const Tensor above = Tensor::scalar(x.data<float>()[3] + 1e-4f);  // less than a rounding away
  BOOST_TEST(same_bits(equal(half, x), equal(x, x)));
  BOOST_TEST(same_bits(less(half, above), less(x, above)));
  BOOST_TEST(same_bits(greater(above, half), greater(above, x)));
  BOOST_TEST(same_bits(greater(half, half), greater(x, x)));
}

BOOST_AUTO_TEST_CASE(convolutions) {
  Conv2dOptions options;
  options.padding = {1, 0};
  options.groups = 2;
  check_op([&](Inputs in) { return conv2d(in[0], in[1], in[2], options); },
           {random_tensor({2, 4, 6, 5}, 1), random_tensor({6, 2, 3, 2}, 2), random_tensor({6}, 3)},
           1);
  check_op([](Inputs in) { return conv2d(in[0], in[1]); },
           {random_tensor({1, 3, 4, 4}, 1), random_tensor({2, 3, 2, 2}, 2)}, 1);
}

BOOST_AUTO_TEST_CASE(losses_are_f32) {
  const Tensor labels = Tensor::from({4}, std::vector<std::int64_t>{3, kIgnoreIndex, 0, 8});
  check_op([&](Inputs in) { return cross_entropy(in[0], labels).loss; }, {random_tensor({4, 9}, 1)},
           1, DType::kFloat32);
  check_op([&](Inputs in) { return linear_cross_entropy(in[0], in[1], in[2], labels, 0.1f).loss; },
           {random_tensor({4, 16}, 1), random_tensor({9, 16}, 2), random_tensor({9}, 3)}, 1,
           DType::kFloat32);
}

BOOST_AUTO_TEST_CASE(activations_begin_in_the_precision_of_the_thread) {
  const Tensor ids = Tensor::from({3}, std::vector<std::int64_t>{1, 0, 1});
  const auto embed = [&](Inputs in) { return embedding(ids, in[0]); };
  const auto cut = [&](Inputs in) { return patches(in[0], 2); };
  const Tensor table = rounded(random_tensor({2, 20}, 1));
  const Tensor pixels = rounded(random_tensor({1, 3, 4, 4}, 1));
  const Tensor whole = embed({table});
  const Tensor pieces = cut({pixels});
  {
    const ComputePrecision precision(DType::kBFloat16);
    BOOST_TEST(name_of(compute_dtype()) == "bf16");
    BOOST_TEST(same_bits(embed({table}), whole.to(DType::kBFloat16)));
    BOOST_TEST(same_bits(cut({pixels}), pieces.to(DType::kBFloat16)));
    check_op(embed, {table}, 0);
    check_op(cut, {pixels}, 0);
  }
  BOOST_TEST(name_of(compute_dtype()) == "f32");
  BOOST_CHECK_THROW(ComputePrecision{DType::kInt64}, std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
