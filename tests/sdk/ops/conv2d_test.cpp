#include "graft/ops/conv2d.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/linear.h"
#include "graft/ops/patches.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

// The definition, one product at a time.
Tensor plain_conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias,
                    const Conv2dOptions& o, const Shape& shape) {
  Tensor output(shape);
  const std::int64_t height = input.dim(2);
  const std::int64_t width = input.dim(3);
  const std::int64_t channels = weight.dim(1);
  const float* const pixels = input.data<float>();
  const float* const weights = weight.data<float>();
  float* to = output.data<float>();
  for (std::int64_t b = 0; b < shape[0]; ++b) {
    for (std::int64_t out = 0; out < shape[1]; ++out) {
      const std::int64_t group = out / (shape[1] / o.groups);
      for (std::int64_t y = 0; y < shape[2]; ++y) {
        for (std::int64_t x = 0; x < shape[3]; ++x) {
          double total = bias.defined() ? static_cast<double>(bias.data<float>()[out]) : 0.0;
          for (std::int64_t c = 0; c < channels; ++c) {
            for (std::int64_t ky = 0; ky < weight.dim(2); ++ky) {
              for (std::int64_t kx = 0; kx < weight.dim(3); ++kx) {
                const std::int64_t row = y * o.stride[0] - o.padding[0] + ky * o.dilation[0];
                const std::int64_t column = x * o.stride[1] - o.padding[1] + kx * o.dilation[1];
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                const std::int64_t channel = b * input.dim(1) + group * channels + c;
                const std::int64_t w =
                    ((out * channels + c) * weight.dim(2) + ky) * weight.dim(3) + kx;
                total += static_cast<double>(pixels[(channel * height + row) * width + column]) *
                         static_cast<double>(weights[w]);
              }
            }
          }
          *to++ = static_cast<float>(total);
        }
      }
    }
  }
  return output;
}

struct Case {
  Shape input;
  Shape weight;
  Conv2dOptions options;
  Shape output;
};

const std::vector<Case> kCases = {
    {{2, 3, 5, 7}, {4, 3, 3, 2}, {}, {2, 4, 3, 6}},
    {{2, 3, 5, 7}, {4, 3, 3, 3}, {{2, 3}, {1, 2}, {1, 1}, 1}, {2, 4, 3, 3}},
    {{1, 4, 6, 5}, {6, 2, 2, 3}, {{1, 2}, {0, 1}, {2, 1}, 2}, {1, 6, 4, 3}},
    {{3, 4, 4, 4}, {4, 1, 3, 3}, {{1, 1}, {1, 1}, {1, 1}, 4}, {3, 4, 4, 4}},
    {{2, 3, 1, 9}, {2, 3, 1, 3}, {{1, 2}, {0, 2}, {1, 2}, 1}, {2, 2, 1, 5}},
    {{1, 2, 3, 3}, {3, 2, 1, 1}, {{1, 1}, {2, 2}, {1, 1}, 1}, {1, 3, 7, 7}},
    {{1, 1, 2, 2}, {1, 1, 5, 5}, {{1, 1}, {3, 3}, {1, 1}, 1}, {1, 1, 4, 4}},
};

void check_close(const Tensor& found, const Tensor& expected, float tolerance) {
  BOOST_TEST_REQUIRE((found.shape() == expected.shape()));
  float worst = 0.0f;
  for (std::int64_t i = 0; i < found.numel(); ++i) {
    worst = std::max(worst, std::abs(found.data<float>()[i] - expected.data<float>()[i]));
  }
  BOOST_TEST(worst <= tolerance);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv2d_op)

BOOST_AUTO_TEST_CASE(values_match_the_definition_and_gradients_difference_quotients) {
  for (const Case& c : kCases) {
    BOOST_TEST_CONTEXT("input " << to_string(c.input) << ", weight " << to_string(c.weight)) {
      const std::vector<Tensor> inputs = {random_tensor(c.input, 1), random_tensor(c.weight, 2),
                                          random_tensor({c.weight[0]}, 3)};
      check_close(conv2d(inputs[0], inputs[1], inputs[2], c.options),
                  plain_conv2d(inputs[0], inputs[1], inputs[2], c.options, c.output), 1e-5f);
      check_close(conv2d(inputs[0], inputs[1], Tensor(), c.options),
                  plain_conv2d(inputs[0], inputs[1], Tensor(), c.options, c.output), 1e-5f);
      check_gradient(
          [&](const std::vector<Tensor>& in) { return conv2d(in[0], in[1], in[2], c.options); },
          inputs, 5e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor input = Tensor::from({1, 1, 2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  const Tensor weight = Tensor::from({1, 1, 2, 2}, std::vector<float>{1, 10, 100, 1000});
  const Tensor bias = Tensor::from({1}, std::vector<float>{0.5f});
  BOOST_TEST(same_bits(conv2d(input, weight, bias),
                       Tensor::from({1, 1, 1, 2}, std::vector<float>{5421.5f, 6532.5f})));
}

BOOST_AUTO_TEST_CASE(images_larger_than_a_band_are_convolved_band_by_band) {
  const Conv2dOptions options = {{1, 1}, {2, 2}, {1, 1}, 1};
  Tensor input = random_tensor({1, 16, 64, 64}, 1);
  Tensor weight = random_tensor({2, 16, 5, 5}, 2);
  input.set_requires_grad(true);
  weight.set_requires_grad(true);
  const Tensor output = conv2d(input, weight, Tensor(), options);
  check_close(output, plain_conv2d(input, weight, Tensor(), options, {1, 2, 64, 64}), 1e-3f);
  // The output is linear in both: <output, output> = <input, grad> = <weight, grad>.
  backward(output, output.detach());
  const auto dot = [](const Tensor& left, const Tensor& right) {
    double total = 0.0;
    for (std::int64_t i = 0; i < left.numel(); ++i) {
      total +=
          static_cast<double>(left.data<float>()[i]) * static_cast<double>(right.data<float>()[i]);
    }
    return total;
  };
  const double squares = dot(output, output);
  BOOST_TEST(dot(input, input.grad()) == squares, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(dot(weight, weight.grad()) == squares, boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(windows_that_do_not_overlap_are_patches) {
  const Tensor pixels = random_tensor({2, 3, 4, 6}, 1);
  const Tensor weight = random_tensor({1, 3, 2, 2}, 2);
  const Conv2dOptions options = {{2, 2}, {0, 0}, {1, 1}, 1};
  check_close(conv2d(pixels, weight, Tensor(), options).view({2, 6, 1}),
              linear(patches(pixels, 2), weight.view({1, 12})), 1e-5f);
}

BOOST_AUTO_TEST_CASE(no_images_and_no_pixels) {
  BOOST_TEST(
      (conv2d(Tensor(Shape{0, 3, 4, 4}), Tensor(Shape{2, 3, 3, 3})).shape() == Shape{0, 2, 2, 2}));
  const Conv2dOptions padded = {{1, 1}, {1, 1}, {1, 1}, 1};
  const Tensor bias = Tensor::from({2}, std::vector<float>{1, 2});
  BOOST_TEST(
      same_bits(conv2d(Tensor(Shape{1, 3, 0, 0}), random_tensor({2, 3, 2, 2}, 1), bias, padded),
                Tensor::from({1, 2, 1, 1}, std::vector<float>{1, 2})));
  Tensor weight = random_tensor({2, 3, 3, 3}, 1);
  weight.set_requires_grad(true);
  backward(conv2d(Tensor(Shape{0, 3, 4, 4}), weight), Tensor(Shape{0, 2, 2, 2}));
  BOOST_TEST(same_bits(weight.grad(), Tensor::zeros({2, 3, 3, 3})));
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_errors_that_name_them) {
  const Tensor input(Shape{1, 4, 5, 5});
  BOOST_CHECK_EXCEPTION(
      conv2d(input, Tensor(Shape{2, 3, 3, 3})), ShapeError,
      says("conv2d: input [1, 4, 5, 5], weight [2, 3, 3, 3] and 1 groups disagree: each group "
           "needs in_channels / groups channels."));
  BOOST_CHECK_THROW(conv2d(input, Tensor(Shape{3, 2, 3, 3}), Tensor(), {{1, 1}, {0, 0}, {1, 1}, 2}),
                    ShapeError);
  BOOST_CHECK_THROW(conv2d(input, Tensor(Shape{4, 4, 3, 3}), Tensor(), {{1, 1}, {0, 0}, {1, 1}, 0}),
                    ShapeError);
  BOOST_CHECK_EXCEPTION(conv2d(input, Tensor(Shape{2, 4, 6, 1})), ShapeError,
                        says("conv2d: weight [2, 4, 6, 1] with dilation 1 does not fit into input "
                             "[1, 4, 5, 5] with padding 0."));
  BOOST_CHECK_THROW(conv2d(input, Tensor(Shape{2, 4, 0, 1})), ShapeError);
  BOOST_CHECK_EXCEPTION(
      conv2d(input, Tensor(Shape{2, 4, 3, 3}), Tensor(), {{0, 1}, {0, 0}, {1, 1}, 1}), Error,
      says("conv2d: stride 0, padding 0, dilation 1; expected at least 1, 0 and 1."));
  BOOST_CHECK_THROW(
      conv2d(input, Tensor(Shape{2, 4, 3, 3}), Tensor(), {{1, 1}, {-1, 0}, {1, 1}, 1}), Error);
  BOOST_CHECK_THROW(
      conv2d(input, Tensor(Shape{2, 4, 3, 3}), Tensor(), {{1, 1}, {0, 0}, {INT64_MAX, 1}, 1}),
      Error);
  BOOST_CHECK_EXCEPTION(conv2d(input, Tensor(Shape{2, 4, 3, 3}), Tensor(Shape{3})), ShapeError,
                        says("conv2d: bias is [3], expected [2]."));
  BOOST_CHECK_EXCEPTION(
      conv2d(Tensor(Shape{4, 5, 5}), Tensor(Shape{2, 4, 3, 3})), ShapeError,
      says("conv2d: input [4, 5, 5] and weight [2, 4, 3, 3], expected [batch, in_channels, height, "
           "width] and [out_channels, in_channels / groups, height, width]."));
}

BOOST_AUTO_TEST_SUITE_END()
