#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/parallel.h"

namespace graft {

namespace {

constexpr int kFractionBits = 22;  // of the weights, as whole numbers

/// The kernel of Keys with a = -0.5.
double cubic(double x) {
  constexpr double a = -0.5;
  x = std::fabs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

/// Which pixels of one line make one pixel of the result, and how much of each.
struct Taps {
  std::int64_t first = 0;
  std::vector<std::int32_t> weights;
};

std::vector<Taps> taps_of(std::int64_t from, std::int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double stretch = std::max(scale, 1.0);
  const double support = 2.0 * stretch;
  std::vector<Taps> all;
  for (std::int64_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const auto begin = std::max<std::int64_t>(0, static_cast<std::int64_t>(centre - support + 0.5));
    const auto end = std::min(from, static_cast<std::int64_t>(centre + support + 0.5));
    std::vector<double> weights;
    double sum = 0.0;
    for (std::int64_t j = begin; j < end; ++j) {
      weights.push_back(cubic((static_cast<double>(j) - centre + 0.5) / stretch));
      sum += weights.back();
    }
    Taps taps;
    taps.first = begin;
    for (const double weight : weights) {
      const double scaled = weight / sum * (1 << kFractionBits);
      taps.weights.push_back(static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5));
    }
    all.push_back(std::move(taps));
  }
  return all;
}

std::uint8_t rounded(std::int64_t sum) {
  return static_cast<std::uint8_t>(
      std::clamp<std::int64_t>((sum + (1 << (kFractionBits - 1))) >> kFractionBits, 0, 255));
}

/// Resizes the lines of [lines, from, inner] to `to`.
std::vector<std::uint8_t> resized(const std::uint8_t* input, std::int64_t lines, std::int64_t from,
                                  std::int64_t inner, std::int64_t to) {
  const std::vector<Taps> all = taps_of(from, to);
  std::vector<std::uint8_t> output(static_cast<std::size_t>(lines * to * inner));
  parallel_for(lines, 1 + 65536 / (to * inner + 1), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t line = begin; line < end; ++line) {
      for (std::int64_t i = 0; i < to; ++i) {
        const Taps& taps = all[static_cast<std::size_t>(i)];
        const std::uint8_t* const source = input + (line * from + taps.first) * inner;
        std::uint8_t* const target = output.data() + (line * to + i) * inner;
        for (std::int64_t k = 0; k < inner; ++k) {
          std::int64_t sum = 0;
          for (std::size_t tap = 0; tap < taps.weights.size(); ++tap) {
            sum += static_cast<std::int64_t>(taps.weights[tap]) *
                   source[static_cast<std::int64_t>(tap) * inner + k];
          }
          target[k] = rounded(sum);
        }
      }
    }
  });
  return output;
}

void require_image(const char* what, const Tensor& image) {
  if (image.defined() && image.rank() == 3 && image.dtype() == DType::kUInt8 && image.numel() > 0) {
    return;
  }
  throw ShapeError(std::string(what) + ": expected an image [channels, height, width] of u8.");
}

}  // namespace

Tensor resize_image(const Tensor& image, std::int64_t height, std::int64_t width) {
  require_image("resize_image", image);
  if (height < 1 || width < 1) {
    throw ShapeError("resize_image: " + std::to_string(height) + " x " + std::to_string(width) +
                     " is no size of an image.");
  }
  const std::int64_t channels = image.dim(0);
  const std::vector<std::uint8_t> across =
      resized(image.data<std::uint8_t>(), channels * image.dim(1), image.dim(2), 1, width);
  const std::vector<std::uint8_t> down =
      resized(across.data(), channels, image.dim(1), width, height);
  Tensor output({channels, height, width}, DType::kUInt8);
  std::copy(down.begin(), down.end(), output.data<std::uint8_t>());
  return output;
}

Tensor pixel_values(const Tensor& image, std::int64_t size, const std::array<float, 3>& mean,
                    const std::array<float, 3>& std) {
  require_image("pixel_values", image);
  if (image.dim(0) != 3) {
    throw ShapeError("pixel_values: image " + to_string(image.shape()) +
                     ", expected three channels.");
  }
  const std::int64_t height = image.dim(1);
  const std::int64_t width = image.dim(2);
  const std::int64_t shorter = std::min(height, width);
  const Tensor scaled = shorter == size
                            ? image
                            : resize_image(image, size * height / shorter, size * width / shorter);
  const std::int64_t top = (scaled.dim(1) - size) / 2;
  const std::int64_t left = (scaled.dim(2) - size) / 2;
  Tensor values({3, size, size});
  float* to = values.data<float>();
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    const auto index = static_cast<std::size_t>(channel);
    for (std::int64_t y = 0; y < size; ++y) {
      const std::uint8_t* const from =
          scaled.data<std::uint8_t>() + (channel * scaled.dim(1) + top + y) * scaled.dim(2) + left;
      for (std::int64_t x = 0; x < size; ++x) {
        *to++ = (static_cast<float>(from[x]) / 255.0f - mean[index]) / std[index];
      }
    }
  }
  return values;
}

}  // namespace graft
