#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "graft/error.h"
#include "graft/image.h"
#include "graft/parallel.h"

namespace graft {

namespace {

constexpr int kFractionBits = 22;           // of the weights, as whole numbers
constexpr std::int64_t kGrain = 64 * 1024;  // pixels worth a thread

/// The kernel of Keys with a = -0.5.
double cubic(double x) {
  constexpr double kA = -0.5;
  x = std::fabs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * kA;
  return 0.0;
}

/// Where something lies on a line of pixels.
struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  std::int64_t size() const { return end - begin; }
};

/// Which pixels of a line make each pixel of the result, and how much of each.
class Taps {
 public:
  /// For the pixels `wanted` of a line of `to` that `from` become.
  Taps(std::int64_t from, std::int64_t to, const Span& wanted) {
    const double scale = static_cast<double>(from) / static_cast<double>(to);
    const double stretch = std::max(scale, 1.0);
    const double support = 2.0 * stretch;
    for (std::int64_t i = wanted.begin; i < wanted.end; ++i) {
      const double centre = (static_cast<double>(i) + 0.5) * scale;
      const Span span{
          std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(centre - support + 0.5))),
          std::min(from, static_cast<std::int64_t>(std::floor(centre + support + 0.5)))};
      starts_.push_back(weights_.size());
      spans_.push_back(span);
      add_weights(span, centre, 1.0 / stretch);
    }
  }

  std::int64_t size() const { return static_cast<std::int64_t>(spans_.size()); }
  const Span& span(std::int64_t i) const { return spans_[static_cast<std::size_t>(i)]; }
  const std::int32_t* weights(std::int64_t i) const {
    return weights_.data() + starts_[static_cast<std::size_t>(i)];
  }
  /// All pixels that are used.
  Span used() const { return {spans_.front().begin, spans_.back().end}; }

 private:
  void add_weights(const Span& span, double centre, double inverse_stretch) {
    std::vector<double> weights;
    double sum = 0.0;
    for (std::int64_t j = span.begin; j < span.end; ++j) {
      weights.push_back(cubic((static_cast<double>(j) - centre + 0.5) * inverse_stretch));
      sum += weights.back();
    }
    for (const double weight : weights) {
      const double scaled = weight / sum * (1 << kFractionBits);
      weights_.push_back(static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5));
    }
  }

  std::vector<Span> spans_;
  std::vector<std::size_t> starts_;  // of the weights of each
  std::vector<std::int32_t> weights_;
};

/// The weights of a pixel add up to one and their sizes to less than two, so that 32 bits hold any
/// sum of them times 255.
std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(
      std::clamp((sum + (1 << (kFractionBits - 1))) >> kFractionBits, 0, 255));
}

/// The lines of a picture [lines, width] narrowed or widened. `line_at`: where line i begins.
template <typename LineAt>
std::vector<std::uint8_t> resized_across(std::int64_t lines, const Taps& taps,
                                         const LineAt& line_at) {
  std::vector<std::uint8_t> output(static_cast<std::size_t>(lines * taps.size()));
  parallel_for(lines, 1 + kGrain / taps.size(), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t line = begin; line < end; ++line) {
      const std::uint8_t* const input = line_at(line);
      std::uint8_t* const to = output.data() + line * taps.size();
      for (std::int64_t x = 0; x < taps.size(); ++x) {
        const Span& span = taps.span(x);
        const std::int32_t* const weights = taps.weights(x);
        const std::uint8_t* const from = input + span.begin;
        std::int32_t sum = 0;
        for (std::int64_t tap = 0; tap < span.size(); ++tap) sum += weights[tap] * from[tap];
        to[x] = rounded(sum);
      }
    }
  });
  return output;
}

/// The columns of a picture [channels, rows, width], of which the first row is row `first` of the
/// whole, shortened or lengthened into `output`.
void resize_down(const std::vector<std::uint8_t>& input, std::int64_t channels, std::int64_t width,
                 const Span& rows, const Taps& taps, std::uint8_t* output) {
  const std::int64_t lines = channels * taps.size();
  parallel_for(lines, 1 + kGrain / width, [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::int32_t> sums(static_cast<std::size_t>(width));
    for (std::int64_t line = begin; line < end; ++line) {
      const std::int64_t y = line % taps.size();
      const Span& span = taps.span(y);
      const std::int64_t first = line / taps.size() * rows.size() + span.begin - rows.begin;
      std::fill(sums.begin(), sums.end(), 0);
      for (std::int64_t tap = 0; tap < span.size(); ++tap) {
        const std::int32_t weight = taps.weights(y)[tap];
        const std::uint8_t* const from = input.data() + (first + tap) * width;
        for (std::int64_t x = 0; x < width; ++x) {
          sums[static_cast<std::size_t>(x)] += weight * from[x];
        }
      }
      std::transform(sums.begin(), sums.end(), output + line * width, rounded);
    }
  });
}

/// The part `rows` x `columns` of the image under its new size: the same pixels that the whole
/// would have there, for the work of the part.
Tensor resized_part(const Tensor& image, std::int64_t height, std::int64_t width, const Span& rows,
                    const Span& columns) {
  const std::int64_t channels = image.dim(0);
  const Taps across(image.dim(2), width, columns);
  const Taps down(image.dim(1), height, rows);
  const Span used = down.used();
  const auto line_at = [&](std::int64_t line) {
    const std::int64_t row = line / used.size() * image.dim(1) + used.begin + line % used.size();
    return image.data<std::uint8_t>() + row * image.dim(2);
  };
  const std::vector<std::uint8_t> narrow = resized_across(channels * used.size(), across, line_at);
  Tensor output({channels, rows.size(), columns.size()}, DType::kUInt8);
  resize_down(narrow, channels, columns.size(), used, down, output.data<std::uint8_t>());
  return output;
}

void require_image(const char* what, const Tensor& image) {
  if (image.defined() && image.rank() == 3 && image.dtype() == DType::kUInt8 && image.numel() > 0) {
    return;
  }
  throw ShapeError(std::string(what) + ": expected an image [channels, height, width] of u8.");
}

/// The middle `size` of a line.
Span middle(std::int64_t line, std::int64_t size) {
  const std::int64_t begin = (line - size) / 2;
  return {begin, begin + size};
}

}  // namespace

Tensor resize_image(const Tensor& image, std::int64_t height, std::int64_t width) {
  require_image("resize_image", image);
  if (height < 1 || width < 1) {
    throw ShapeError("resize_image: " + std::to_string(height) + " x " + std::to_string(width) +
                     " is no size of an image.");
  }
  return resized_part(image, height, width, {0, height}, {0, width});
}

Tensor pixel_values(const Tensor& image, std::int64_t size, const std::array<float, 3>& mean,
                    const std::array<float, 3>& std) {
  require_image("pixel_values", image);
  if (image.dim(0) != 3 || size < 1) {
    throw ShapeError("pixel_values: image " + to_string(image.shape()) + " and size " +
                     std::to_string(size) + ", expected three channels and at least 1.");
  }
  const std::int64_t shorter = std::min(image.dim(1), image.dim(2));
  const std::int64_t height = size * image.dim(1) / shorter;
  const std::int64_t width = size * image.dim(2) / shorter;
  const Tensor square =
      resized_part(image, height, width, middle(height, size), middle(width, size));
  Tensor values({3, size, size});
  const auto* from = square.data<std::uint8_t>();
  float* to = values.data<float>();
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::int64_t i = 0; i < size * size; ++i) {
      *to++ = (static_cast<float>(*from++) / 255.0f - mean[channel]) / std[channel];
    }
  }
  return values;
}

}  // namespace graft
