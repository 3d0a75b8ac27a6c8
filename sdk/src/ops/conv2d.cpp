#include "graft/ops/conv2d.h"

#include <algorithm>
#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/profile.h"
#include "kernels/binary.h"
#include "kernels/blocks.h"
#include "kernels/matmul.h"
#include "kernels/unfold.h"
#include "ops/broadcasting.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

using kernels::Axis;
using kernels::Matrix;
using kernels::Windows;

constexpr std::int64_t kBandElements = std::int64_t{1} << 20;  // of unfolded windows at a time

Axis axis_of(const Tensor& input, const Tensor& weight, const Conv2dOptions& options,
             std::size_t which) {
  const auto dimension = static_cast<std::int64_t>(which) + 2;
  Axis axis = {input.dim(dimension),   weight.dim(dimension),   options.stride[which],
               options.padding[which], options.dilation[which], 0};
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  for (const std::int64_t number : {axis.stride, axis.padding + 1, axis.dilation}) {
    if (number >= 1 && number <= kMost) continue;
    throw Error("conv2d: stride " + std::to_string(axis.stride) + ", padding " +
                std::to_string(axis.padding) + ", dilation " + std::to_string(axis.dilation) +
                "; expected at least 1, 0 and 1.");
  }
  if (axis.kernel < 1 || axis.kernel > kMost || axis.size > kMost ||
      axis.dilation * (axis.kernel - 1) + 1 > axis.size + 2 * axis.padding) {
    throw ShapeError("conv2d: weight " + to_string(weight.shape()) + " with dilation " +
                     std::to_string(axis.dilation) + " does not fit into input " +
                     to_string(input.shape()) + " with padding " + std::to_string(axis.padding) +
                     ".");
  }
  const std::int64_t span = axis.dilation * (axis.kernel - 1) + 1;
  axis.windows = (axis.size + 2 * axis.padding - span) / axis.stride + 1;
  return axis;
}

// Sizes of one convolution. Its parts are independent: one group of channels of one image each.
struct Convolution {
  std::int64_t batch;
  std::int64_t groups;
  std::int64_t out_channels;  // of a group
  Windows windows;            // of a group of one image
  Shape output;

  std::int64_t parts() const { return batch * groups; }
  std::int64_t positions() const { return windows.height.windows * windows.width.windows; }
  std::int64_t image_size() const {
    return windows.channels * windows.height.size * windows.width.size;
  }
  // Rows of windows whose matrix is laid out at a time.
  std::int64_t band_rows() const {
    const std::int64_t row = windows.elements() * windows.width.windows;
    return std::clamp<std::int64_t>(kBandElements / std::max<std::int64_t>(row, 1), 1,
                                    windows.height.windows);
  }
  Tensor band_buffer() const {
    return Tensor({windows.elements(), band_rows() * windows.width.windows});
  }

  // Calls body(first, last) for bands of rows of windows.
  template <class Body>
  void for_each_band(const Body& body) const {
    const std::int64_t rows = band_rows();
    for (std::int64_t first = 0; first < windows.height.windows; first += rows) {
      body(first, std::min(first + rows, windows.height.windows));
    }
  }

  // Calls body(part): many parts on as many threads, few one by one, with all threads for each.
  template <class Body>
  void for_each_part(const Body& body) const {
    const auto run = [&body](std::int64_t begin, std::int64_t end) {
      for (std::int64_t part = begin; part < end; ++part) body(part);
    };
    if (parts() < num_threads()) return run(0, parts());
    const std::int64_t work = windows.elements() * positions();
    parallel_for(parts(), 16384 / (work + 1) + 1, run);
  }

  // [out_channels, elements of a window]
  Matrix weight_of(const float* weight, std::int64_t part) const {
    const std::int64_t size = out_channels * windows.elements();
    return Matrix::row_major(weight + part % groups * size, out_channels, windows.elements());
  }

  // [out_channels, positions in the band], within a whole output
  Matrix band_of(const float* whole, std::int64_t part, std::int64_t first,
                 std::int64_t last) const {
    const std::int64_t columns = (last - first) * windows.width.windows;
    return {whole + part * out_channels * positions() + first * windows.width.windows,
            out_channels,
            columns,
            positions(),
            1,
            out_channels * positions()};
  }

  // [elements of a window, positions in the band]
  Matrix columns_of(const float* buffer, std::int64_t first, std::int64_t last) const {
    return Matrix::row_major(buffer, windows.elements(), (last - first) * windows.width.windows);
  }
};

Convolution convolution(const Tensor& input, const Tensor& weight, const Tensor& bias,
                        const Conv2dOptions& options) {
  require_float("conv2d", "input", input);
  require_f32("conv2d", "weight", weight);
  if (input.rank() != 4 || weight.rank() != 4) {
    throw ShapeError("conv2d: input " + to_string(input.shape()) + " and weight " +
                     to_string(weight.shape()) + ", expected [batch, in_channels, height, width] " +
                     "and [out_channels, in_channels / groups, height, width].");
  }
  const std::int64_t groups = options.groups;
  if (groups < 1 || input.dim(1) % groups != 0 || weight.dim(0) % groups != 0 ||
      weight.dim(1) != input.dim(1) / groups) {
    throw ShapeError("conv2d: input " + to_string(input.shape()) + ", weight " +
                     to_string(weight.shape()) + " and " + std::to_string(groups) +
                     " groups disagree: each group needs in_channels / groups channels.");
  }
  if (bias.defined()) {
    require_f32("conv2d", "bias", bias);
    require_shape("conv2d", "bias", bias, {weight.dim(0)});
  }
  const Axis height = axis_of(input, weight, options, 0);
  const Axis width = axis_of(input, weight, options, 1);
  const Windows windows = {input.dim(1) / groups, height, width};
  return {input.dim(0), groups, weight.dim(0) / groups, windows,
          Shape{input.dim(0), weight.dim(0), height.windows, width.windows}};
}

// output = weight columns + bias, for each part
Tensor convolved(const Convolution& conv, const Tensor& input, const Tensor& weight,
                 const Tensor& bias) {
  Tensor output(conv.output);
  if (output.numel() == 0) return output;
  const float* const image = input.data<float>();
  const float* const weights = weight.data<float>();
  float* const to = output.data<float>();
  conv.for_each_part([&](std::int64_t part) {
    Tensor buffer = conv.band_buffer();
    float* const columns = buffer.data<float>();
    Tensor products;
    conv.for_each_band([&](std::int64_t first, std::int64_t last) {
      kernels::unfold(conv.windows, image + part * conv.image_size(), first, last, columns);
      const Matrix left = conv.weight_of(weights, part);
      const Matrix right = conv.columns_of(columns, first, last);
      float* const place = to + part * conv.out_channels * conv.positions();
      if (right.columns == conv.positions()) {
        kernels::matmul(left, right, nullptr, place);
        return;
      }
      products = Tensor({left.rows, right.columns});
      kernels::matmul(left, right, nullptr, products.data<float>());
      constexpr std::int64_t kBytes = sizeof(float);
      kernels::copy_blocks(
          products.raw_data(), place + first * conv.windows.width.windows,
          {left.rows, right.columns * kBytes, right.columns * kBytes, conv.positions() * kBytes});
    });
  });
  if (bias.defined()) {
    kernels::binary(kernels::Binary::kAdd,
                    kernels::broadcast_nest(output.shape(), {output.shape(), {bias.dim(0), 1, 1}}),
                    to, bias.data<float>(), to);
  }
  return output;
}

// grad_columns = weight^T grad_output; each of them goes back to its pixel
Tensor input_gradient(const Convolution& conv, const Tensor& grad_output, const Tensor& weight,
                      const Shape& shape) {
  Tensor grad_input = Tensor::zeros(shape);
  if (grad_input.numel() == 0 || grad_output.numel() == 0) return grad_input;
  const float* const grad = grad_output.data<float>();
  const float* const weights = weight.data<float>();
  float* const image = grad_input.data<float>();
  conv.for_each_part([&](std::int64_t part) {
    Tensor buffer = conv.band_buffer();
    float* const columns = buffer.data<float>();
    conv.for_each_band([&](std::int64_t first, std::int64_t last) {
      kernels::matmul(conv.weight_of(weights, part).transposed(),
                      conv.band_of(grad, part, first, last), nullptr, columns);
      kernels::fold_add(conv.windows, columns, first, last, image + part * conv.image_size());
    });
  });
  return grad_input;
}

// grad_weight = grad_output columns^T, added up over images and bands in order
Tensor weight_gradient(const Convolution& conv, const Tensor& grad_output, const Tensor& input,
                       const Shape& shape) {
  Tensor grad_weight = Tensor::zeros(shape);
  if (grad_weight.numel() == 0 || grad_output.numel() == 0) return grad_weight;
  const float* const grad = grad_output.data<float>();
  const float* const image = input.data<float>();
  float* const to = grad_weight.data<float>();
  Tensor buffer = conv.band_buffer();
  float* const columns = buffer.data<float>();
  for (std::int64_t part = 0; part < conv.parts(); ++part) {
    const std::int64_t size = conv.out_channels * conv.windows.elements();
    conv.for_each_band([&](std::int64_t first, std::int64_t last) {
      kernels::unfold(conv.windows, image + part * conv.image_size(), first, last, columns);
      kernels::add_matmul(conv.band_of(grad, part, first, last),
                          conv.columns_of(columns, first, last).transposed(),
                          to + part % conv.groups * size);
    });
  }
  return grad_weight;
}

}  // namespace

Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias,
              const Conv2dOptions& options) {
  const OpScope scope("conv2d");
  const Convolution conv = convolution(input, weight, bias, options);
  if (input.dtype() == DType::kBFloat16) {
    return through_f32([&](const Tensor& wide) { return conv2d(wide, weight, bias, options); },
                       input);
  }
  std::vector<Tensor> inputs = {input, weight};
  if (bias.defined()) inputs.push_back(bias);
  const Tensor input_if_read = wants_gradient({weight}) ? input : Tensor();
  const Tensor weight_if_read = wants_gradient({input}) ? weight : Tensor();
  return record_gradient(
      convolved(conv, input, weight, bias), inputs,
      [conv, input_if_read, weight_if_read, input_shape = input.shape(),
       weight_shape = weight.shape(),
       has_bias = bias.defined()](const Tensor& grad_output, Gradients& grads) {
        if (grads.needed(0)) {
          grads.add(0, input_gradient(conv, grad_output, weight_if_read, input_shape));
        }
        if (grads.needed(1)) {
          grads.add(1, weight_gradient(conv, grad_output, input_if_read, weight_shape));
        }
        if (has_bias && grads.needed(2)) {
          grads.add(2, sum_over(grad_output, {true, false, true, true}).view({weight_shape[0]}));
        }
      });
}

}  // namespace graft
